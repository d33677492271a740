import type { ServerResponse } from 'node:http';
import type { Context, Middleware } from 'koa';
import { applyHeaders } from '../response/reply.ts';

/** The responses that {@link sendStreams} has to start, by request. */
const starts = new WeakMap<Context, (res: ServerResponse) => void>();

/** Makes the response of a request a stream of events. `start` is called when its headers are sent. */
export function startStream(ctx: Context, start: (res: ServerResponse) => void): void {
  ctx.status = 200;
  starts.set(ctx, start);
}

/** Sends the headers of a stream when all inner middlewares have set theirs. */
export const sendStreams: Middleware = async (ctx, next) => {
  await next();
  const start = starts.get(ctx);
  if (!start) return;
  starts.delete(ctx);
  ctx.respond = false;
  const { res, req } = ctx;
  // the server closes connections without data, but a stream may have no events for a long time
  req.socket.setTimeout(0);
  applyHeaders(ctx);
  // proxies and browsers must not buffer or change an unfinished response
  res.writeHead(200, STREAM_HEADERS);
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  res.flushHeaders();
  start(res);
};

export const STREAM_TYPE = 'text/event-stream';

const STREAM_HEADERS = {
  'Content-Type': STREAM_TYPE,
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
} as const;
