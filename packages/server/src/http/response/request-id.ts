import { randomUUID } from 'node:crypto';
import { stateOf } from '../koa/context.ts';
import type { SyncHandler } from '../koa/sync-middleware.ts';
import { setHeader } from './reply.ts';

/** An id that is safe in a log and in a header. */
const SAFE_ID = /^[\w.-]{1,128}$/;

/** Gives every request an id, for the response and the log. An `X-Request-Id` of the client is kept. */
export const requestId: SyncHandler = (ctx) => {
  const sent = ctx.req.headers['x-request-id'];
  const id = typeof sent === 'string' && SAFE_ID.test(sent) ? sent : randomUUID();
  stateOf(ctx).requestId = id;
  setHeader(ctx, 'X-Request-Id', id);
};
