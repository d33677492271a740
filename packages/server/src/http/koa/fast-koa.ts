import Koa, { type Context } from 'koa';

type Run = (ctx: Context) => Promise<void>;
/** Koa's own handler of a request. It is missing in Koa's types, but has had this name since Koa 2. */
const handle: (this: Koa, ctx: Context, run: Run) => Promise<void> = Reflect.get(Koa.prototype, 'handleRequest');

/**
 * Fast path: Koa without a listener for the end of answers that `reply.ts` sends. Koa listens for the end of every
 * answer, which costs as much as the rest of Koa (docs/decisions/0032). For answers that Koa sends, Koa still listens.
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
