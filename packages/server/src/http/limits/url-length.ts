import { ProblemError } from '../../problems/problems.ts';
import type { SyncHandler } from '../koa/sync-middleware.ts';

/** Refuses longer request targets, before anything parses them. */
export function limitUrl(maxBytes: number): SyncHandler {
  return (ctx) => {
    if ((ctx.req.url?.length ?? 0) > maxBytes)
      throw new ProblemError('url-too-long', { detail: `at most ${maxBytes} bytes` });
  };
}
