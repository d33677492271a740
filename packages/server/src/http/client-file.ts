import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Context } from 'koa';
import { etagOf } from '../lib/etag.ts';
import { coverBody } from './limits/answer-memory.ts';
import { limitSending } from './limits/send-rate.ts';
import { isKnown } from './response/conditional.ts';
import { setBody, setHeader } from './response/reply.ts';

interface ClientFile {
  readonly etag: string;
  readonly body: Buffer;
}

let file: ClientFile | undefined;

/**
 * Sends the client's file for pages without a build step, in the version of this server. Everybody may read the file:
 * it is public code without data, and a script tag sends no token.
 */
export function sendClientFile(ctx: Context): void {
  file ??= readClientFile();
  setHeader(ctx, 'ETag', `"${file.etag}"`);
  setHeader(ctx, 'Cache-Control', 'public, no-cache');
  if (isKnown(ctx, file.etag)) {
    setBody(ctx, 304, '');
    return;
  }
  coverBody(ctx, file.body.length);
  limitSending(ctx, file.body.length);
  setHeader(ctx, 'Content-Type', 'text/javascript; charset=utf-8');
  setBody(ctx, 200, file.body);
}

function readClientFile(): ClientFile {
  const body = readFileSync(fileURLToPath(import.meta.resolve('@celery-results/client/browser.js')));
  return { body, etag: etagOf(body) };
}
