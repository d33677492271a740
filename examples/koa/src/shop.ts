// region shop
import { createMiddleware, type OpenedStore } from '@celery-results/server';
import Koa, { type Middleware } from 'koa';

/** The cookie of a signed-in visitor. A real shop has a login. */
export const SESSION = 'session=let-me-in';

/** Creates a shop with a page of its own. Signed-in visitors can read the status of its tasks. */
export function createShop(store: OpenedStore): Koa {
  const app = new Koa();
  app.use(requireLogin);
  app.use(createMiddleware({ store, basePath: '/api/celery/' }));
  app.use(shopPages);
  return app;
}

const requireLogin: Middleware = async (ctx, next) => {
  ctx.set('X-Frame-Options', 'SAMEORIGIN');
  ctx.vary('Accept-Language');
  if (!ctx.get('Cookie').split('; ').includes(SESSION)) ctx.throw(401, 'Sign in first.');
  await next();
};

const shopPages: Middleware = (ctx) => {
  if (ctx.path !== '/') ctx.throw(404, 'The shop has no such page.');
  ctx.body = 'The shop\n';
};
// endregion
