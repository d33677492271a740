import { randomUUID } from 'node:crypto';
import { setHeader } from './reply.ts';
import type { Step } from './steps.ts';

/** What may stand in a log and in a header as it is. */
const SANE = /^[\w.-]{1,128}$/;

/** Gives every request an id, its own where it has one, which the answer and the log name. */
export const requestId: Step = (ctx) => {
  const sent = ctx.req.headers['x-request-id'];
  const id = typeof sent === 'string' && SANE.test(sent) ? sent : randomUUID();
  ctx.state['requestId'] = id;
  setHeader(ctx, 'X-Request-Id', id);
};
