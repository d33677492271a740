import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { etagOf, etagOfBytes } from '../etag.ts';
import { isKnown } from './conditional.ts';

/** Bytes of a write: one of tens of megabytes would hold every other request up. */
const WRITE = 1024 * 1024;
/** Characters of nearly every answer; larger ones are worth a buffer, and a hash in parts. */
const SMALL = 16 * 1024;
/** What an answer depends on besides its URL. */
const VARY = 'Authorization, Cookie, Origin';

/** Answers with JSON text that is ASCII, as Django writes it: a character is a byte. */
export function answerJson(ctx: Context, parts: readonly string[]): void {
  const length = lengthOf(parts);
  ctx.res.setHeader('Content-Type', 'application/json');
  // a string goes out together with the headers, in one system call
  if (length <= SMALL) ctx.body = parts.join('');
  else if (length <= WRITE) ctx.body = Buffer.from(parts.join(''), 'latin1');
  else {
    ctx.body = Readable.from(writesOf(parts), { objectMode: false });
    ctx.length = length;
  }
}

function lengthOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** The same for a read that may be kept, and is asked again with the entity tag: what is known already is not sent. */
export async function answerRead(ctx: Context, parts: readonly string[]): Promise<void> {
  if (ctx.method === 'OPTIONS') return answerJson(ctx, parts);
  const etag = lengthOf(parts) <= SMALL ? etagOf(parts.join('')) : await etagOfBytes(writesOf(parts));
  ctx.res.setHeader('ETag', `"${etag}"`);
  ctx.res.setHeader('Cache-Control', 'private, no-cache');
  if (ctx.res.hasHeader('Vary')) ctx.vary(VARY);
  else ctx.res.setHeader('Vary', VARY);
  if (!isKnown(ctx, etag)) return answerJson(ctx, parts);
  ctx.status = 304;
  ctx.body = null;
}

function* writesOf(parts: readonly string[]): Generator<Buffer> {
  let small: string[] = [];
  let length = 0;
  for (const part of parts) {
    if (length + part.length > WRITE && length > 0) {
      yield Buffer.from(small.join(''), 'latin1');
      small = [];
      length = 0;
    }
    if (part.length <= WRITE) {
      small.push(part);
      length += part.length;
    } else for (let at = 0; at < part.length; at += WRITE) yield Buffer.from(part.slice(at, at + WRITE), 'latin1');
  }
  if (length > 0) yield Buffer.from(small.join(''), 'latin1');
}
