import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { etagOf, etagOfParts } from '../etag.ts';
import { piecesOf } from '../pieces.ts';
import { isKnown } from './conditional.ts';
import { setBody, setHeader } from './reply.ts';

/** Bytes of a write: one of tens of megabytes would hold every other request up. */
const WRITE = 1024 * 1024;
/** Characters that are cheaper to send as text, in one piece with the headers, than from memory of their own. */
const TEXT = 64 * 1024;
/** What an answer depends on besides its URL. */
const VARY = 'Authorization, Cookie, Origin';

/** JSON text in the form in which it is sent best: short, in one piece, or in parts. */
type Body = string | Buffer | readonly string[];

/** The answer to a read, that may be asked for again by its entity tag. */
export interface Answer {
  readonly etag: string;
  /** Bytes of the body. */
  readonly length: number;
  /** Absent where who asks has it. */
  readonly body?: Body;
}

/** Answers with JSON text that is ASCII, as Django writes it: a character is a byte. */
export function answerJson(ctx: Context, parts: readonly string[]): void {
  const length = lengthOf(parts);
  sendBody(ctx, bodyOf(parts, length), length);
}

/** The same for a read that may be kept, and is asked again with the entity tag: what is known already is not sent. */
export async function answerRead(ctx: Context, parts: readonly string[]): Promise<void> {
  sendAnswer(ctx, await toAnswer(parts));
}

/** JSON text as an answer: at once, but for a large one. */
export function toAnswer(parts: readonly string[]): Answer | Promise<Answer> {
  const length = lengthOf(parts);
  const body = bodyOf(parts, length);
  if (typeof body === 'string' || body instanceof Uint8Array) return { etag: etagOf(body), length, body };
  return etagOfParts(body).then((etag) => ({ etag, length, body }));
}

/** Sends an answer, or 304 to who has it. */
export function sendAnswer(ctx: Context, { etag, length, body = [] }: Answer): void {
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

function bodyOf(parts: readonly string[], length: number): Body {
  if (length > WRITE) return parts;
  const text = parts.join('');
  return length > TEXT ? Buffer.from(text, 'latin1') : text;
}

function sendBody(ctx: Context, body: Body, length: number): void {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    setHeader(ctx, 'Content-Type', 'application/json');
    setBody(ctx, 200, body);
    return;
  }
  // a stream is Koa's to send
  ctx.res.setHeader('Content-Type', 'application/json');
  // strings: as buffers, a second copy of all that was sent would wait for the garbage collection
  ctx.body = Readable.from(piecesOf(body, WRITE));
  ctx.length = length;
}
