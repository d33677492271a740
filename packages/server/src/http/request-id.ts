import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';

/** What may stand in a log and in a header as it is. */
const SANE = /^[\w.-]{1,128}$/;

/** Gives every request an id, its own where it has one, which the answer and the log name. */
export const requestId: Middleware = async (ctx, next) => {
  const sent = ctx.get('X-Request-Id');
  const id = SANE.test(sent) ? sent : randomUUID();
  ctx.state['requestId'] = id;
  ctx.set('X-Request-Id', id);
  await next();
};
