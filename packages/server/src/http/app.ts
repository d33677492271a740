import Koa, { type Context } from 'koa';

type Run = (ctx: Context) => Promise<void>;
/** What Koa does with every request. It is in no type of Koa's, but has been there under this name since its second release. */
const handle: (this: Koa, ctx: Context, run: Run) => Promise<void> = Reflect.get(Koa.prototype, 'handleRequest');

/**
 * Koa, which listens to the end of every answer: that costs as much as all else that it does, and several times as much where hundreds of
 * connections are open. Here only answers that Koa sends are listened to, and those that go past it (`reply.ts`) are not.
 */
export class App extends Koa {
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
    // it would begin with 404 again
    await handle.call(this, ctx, async () => {
      ctx.res.statusCode = statusCode;
    });
  }
}
