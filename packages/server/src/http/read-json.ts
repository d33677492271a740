import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import { Refused } from '../problems.ts';

/**
 * The body of a request as a value; nothing is assumed of its shape.
 *
 * @param mostBytes that are read of it
 * @throws Refused for another media type, a body that is too large, and one that is not JSON in UTF-8
 */
export async function readJson(ctx: Context, mostBytes: number): Promise<unknown> {
  const [mediaType = ''] = ctx.get('Content-Type').split(';');
  if (mediaType.trim().toLowerCase() !== 'application/json')
    throw new Refused('unsupported-media-type', { detail: 'send it as Content-Type: application/json' });
  if (!['', 'identity'].includes(ctx.get('Content-Encoding').toLowerCase()))
    throw new Refused('unsupported-media-type', { detail: 'send it without a Content-Encoding' });
  return parsed(await readBytes(ctx.req, mostBytes));
}

async function readBytes(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  if (Number(request.headers['content-length']) > most) throw tooLarge(most);
  try {
    // the socket is needed for the answer
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length > most) throw tooLarge(most);
      chunks.push(chunk);
    }
  } catch (error) {
    // whoever asked is gone
    if (request.errored) throw new Refused('invalid-json', { detail: 'the body broke off' });
    throw error;
  }
  return Buffer.concat(chunks);
}

/** The rest of the body is not waited for. */
function tooLarge(most: number): Refused {
  return new Refused('body-too-large', { detail: `at most ${most} bytes`, headers: { Connection: 'close' } });
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // the reader's own words would repeat a part of the body
    throw new Refused('invalid-json');
  }
}
