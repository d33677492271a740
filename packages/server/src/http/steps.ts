import type { Context, Middleware } from 'koa';

/** What is done with a request before it is answered: looks at it or refuses it, and waits for nothing. */
export type Step = (ctx: Context) => void;

/** A middleware of several steps: as middlewares of their own each would cost a promise. */
export function steps(all: readonly Step[]): Middleware {
  return (ctx, next) => {
    for (const step of all) step(ctx);
    return next();
  };
}
