import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { chunkText } from '../../lib/chunk-text.ts';
import { etagOf, etagOfParts } from '../../lib/etag.ts';
import { coverBody } from '../limits/answer-memory.ts';
import { limitSending } from '../limits/send-rate.ts';
import { isKnown } from './conditional.ts';
import { setBody, setHeader } from './reply.ts';

/** A larger body is sent in chunks: writing tens of megabytes at once would block every other request. */
const CHUNK_BYTES = 1024 * 1024;
/** A shorter body is sent as text together with the headers, which is cheaper than from a buffer. */
const MAX_TEXT_CHARS = 64 * 1024;
/** Request headers on which a response depends. */
const VARY = 'Authorization, Cookie, Origin';

/** JSON text in the most efficient form: short text, one buffer, or parts of a large body. */
type Body = string | Buffer | readonly string[];

/** A JSON response with an entity tag for later requests. */
export interface JsonResponse {
  readonly etag: string;
  /** Bytes of the body. */
  readonly length: number;
  /** Absent if the client already has the body. */
  readonly body?: Body;
}

/** Sends JSON text in ASCII, as Django writes it: each character is one byte. */
export function sendJson(ctx: Context, parts: readonly string[]): void {
  const length = lengthOf(parts);
  sendBody(ctx, toBody(parts, length), length);
}

/** Like {@link sendJson}, with an `ETag`. Sends 304 if the client has this body. */
export async function sendCacheableJson(ctx: Context, parts: readonly string[]): Promise<void> {
  sendJsonResponse(ctx, await toJsonResponse(parts));
}

/** Computes the entity tag of JSON text. Returns a promise only for a large text. */
export function toJsonResponse(parts: readonly string[]): JsonResponse | Promise<JsonResponse> {
  const length = lengthOf(parts);
  const body = toBody(parts, length);
  if (typeof body === 'string' || body instanceof Uint8Array) return { etag: etagOf(body), length, body };
  return etagOfParts(body).then((etag) => ({ etag, length, body }));
}

/** Sends a response, or 304 if the client has its body. */
export function sendJsonResponse(ctx: Context, { etag, length, body = [] }: JsonResponse): void {
  const isRead = ctx.method !== 'OPTIONS';
  if (isRead) setValidators(ctx, etag);
  if (isRead && isKnown(ctx, etag)) setBody(ctx, 304, '');
  else sendBody(ctx, body, length);
}

function setValidators(ctx: Context, etag: string): void {
  setHeader(ctx, 'ETag', `"${etag}"`);
  setHeader(ctx, 'Cache-Control', 'private, no-cache');
  if (ctx.res.hasHeader('Vary')) ctx.vary(VARY);
  else setHeader(ctx, 'Vary', VARY);
}

function lengthOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function toBody(parts: readonly string[], length: number): Body {
  if (length > CHUNK_BYTES) return parts;
  const text = parts.join('');
  return length > MAX_TEXT_CHARS ? Buffer.from(text, 'latin1') : text;
}

function sendBody(ctx: Context, body: Body, length: number): void {
  coverBody(ctx, length);
  limitSending(ctx, length);
  if (typeof body === 'string' || body instanceof Uint8Array) {
    setHeader(ctx, 'Content-Type', 'application/json');
    setBody(ctx, 200, body);
    return;
  }
  // Koa sends streams
  ctx.res.setHeader('Content-Type', 'application/json');
  // strings, since buffers would be a second copy of the body until the garbage collector runs
  ctx.body = Readable.from(chunkText(body, CHUNK_BYTES));
  ctx.length = length;
}
