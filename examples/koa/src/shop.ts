import { createRouter, type ResultStore } from '@celery-results/server';
import Koa, { type Middleware } from 'koa';

/** Stands for a login: whoever has this cookie is signed in. */
export const SESSION = 'session=let-me-in';

/** A shop with a page of its own, and the state of its tasks for who is signed in. */
export function createShop(store: ResultStore): Koa {
  const app = new Koa();
  // region mount
  app.use(requireLogin);
  app.use(createRouter({ store, basePath: '/api/celery/' }));
  app.use(shopPages);
  // endregion
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
