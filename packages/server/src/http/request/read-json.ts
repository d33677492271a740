import type { Context } from 'koa';
import { ProblemError } from '../../problems/problems.ts';
import { stateOf } from '../koa/context.ts';
import { coverBody } from '../limits/answer-memory.ts';

/**
 * Reads the body of a request as JSON, of any shape.
 *
 * @param maxBytes largest number of bytes of the body
 * @throws ProblemError for another media type, a body that is too large, and one that is not JSON in UTF-8
 */
export async function readJson(ctx: Context, maxBytes: number): Promise<unknown> {
  const [mediaType = ''] = ctx.get('Content-Type').split(';');
  if (mediaType.trim().toLowerCase() !== 'application/json')
    throw new ProblemError('unsupported-media-type', { detail: 'send it as Content-Type: application/json' });
  if (!['', 'identity'].includes(ctx.get('Content-Encoding').toLowerCase()))
    throw new ProblemError('unsupported-media-type', { detail: 'send it without a Content-Encoding' });
  return parsed(await readBytes(ctx, maxBytes));
}

/** The whole body has to arrive in this time. */
const BODY_TIMEOUT_MS = 10_000;

async function readBytes(ctx: Context, maxBytes: number): Promise<Buffer> {
  const { req: request } = ctx;
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
  const resume = stateOf(ctx).suspendWork?.();
  const chunks: Buffer[] = [];
  let length = 0;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(tooLate()), BODY_TIMEOUT_MS);
  // the socket is still needed for the response
  const parts = request.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const { done, value } = await Promise.race([parts.next(), late.promise]);
      if (done === true) break;
      length += value.length;
      if (length > maxBytes) throw tooLarge(maxBytes);
      coverBody(ctx, length);
      chunks.push(value);
    }
  } catch (error) {
    // the client has closed the connection
    if (request.errored) throw new ProblemError('invalid-json', { detail: 'the body is incomplete' });
    throw error;
  } finally {
    clearTimeout(timer);
  }
  resume?.();
  return Buffer.concat(chunks);
}

/** Closes the connection, since the rest of the body would be read as the next request. */
function tooLate(): ProblemError {
  return new ProblemError('request-timeout', {
    detail: `a body has to arrive in ${BODY_TIMEOUT_MS / 1_000} seconds`,
    headers: { Connection: 'close' },
  });
}

/** Closes the connection, so that the rest of the body is not read. */
function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError('body-too-large', { detail: `at most ${maxBytes} bytes`, headers: { Connection: 'close' } });
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // the parser's message contains a part of the body
    throw new ProblemError('invalid-json');
  }
}
