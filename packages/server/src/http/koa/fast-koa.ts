import Koa, { type Context } from 'koa';

type Run = (ctx: Context) => Promise<void>;
/** Koa's own handler of a request. No type of Koa's names it, but it has had this name since Koa 2. */
const handle: (this: Koa, ctx: Context, run: Run) => Promise<void> = Reflect.get(Koa.prototype, 'handleRequest');

/**
 * Fast path: Koa that does not listen for the end of an answer which `reply.ts` sends. Koa listens for the end of every
 * answer, which costs as much as all else that Koa does (docs/decisions/0032). Answers that Koa sends are handled by
 * Koa.
 */
export class FastKoa extends Koa {
  async handleRequest(ctx: Context, run: Run): Promise<void> {
    ctx.res.statusCode = 404;
    try {
      await run(ctx);
    } catch (error) {
      ctx.onerror(error as Error);
      return;
    }
    if (ctx.respond === false) return;
    const { statusCode } = ctx.res;
    // Koa sets 404 again before it runs this function
    await handle.call(this, ctx, async () => {
      ctx.res.statusCode = statusCode;
    });
  }
}
