import type { Middleware } from 'koa';
import { Refused } from '../../problems.ts';

/** Refuses longer request targets, before anything is made of them. */
export function limitUrl(most: number): Middleware {
  return (ctx, next) => {
    if ((ctx.req.url?.length ?? 0) > most) throw new Refused('url-too-long', { detail: `at most ${most} bytes` });
    return next();
  };
}
