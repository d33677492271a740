import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { etagOfBytes } from '../etag.ts';
import { isKnown } from './conditional.ts';

/** Bytes of a write: one of tens of megabytes would hold every other request up. */
const WRITE = 1024 * 1024;

/** Answers with JSON text that is ASCII, as Django writes it: a character is a byte. */
export function answerJson(ctx: Context, parts: readonly string[]): void {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  ctx.set('Content-Type', 'application/json');
  if (length <= WRITE) {
    ctx.body = Buffer.from(parts.join(''), 'latin1');
    return;
  }
  ctx.body = Readable.from(writesOf(parts), { objectMode: false });
  ctx.length = length;
}

/** The same for a read that may be kept, and is asked again with the entity tag: what is known already is not sent. */
export async function answerRead(ctx: Context, parts: readonly string[]): Promise<void> {
  if (ctx.method === 'OPTIONS') return answerJson(ctx, parts);
  const etag = await etagOfBytes(writesOf(parts));
  ctx.set({ ETag: `"${etag}"`, 'Cache-Control': 'private, no-cache' });
  ctx.vary('Authorization, Cookie, Origin');
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
