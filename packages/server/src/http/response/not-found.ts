import type { Context } from 'koa';
import type { Target } from '../request/decode-target.ts';

/** Django's own small page, byte for byte: vector route-not-found. */
const PAGE = `
<!doctype html>
<html lang="en">
<head>
  <title>Not Found</title>
</head>
<body>
  <h1>Not Found</h1><p>The requested resource was not found on this server.</p>
</body>
</html>
`;

/** Answers a path without a route. */
export function notFound(ctx: Context): void {
  ctx.status = 404;
  ctx.set('Content-Type', 'text/html; charset=utf-8');
  ctx.body = Buffer.from(PAGE);
}

/** Redirects a path that lacks only its final slash, for every method: vector route-missing-slash. */
export function redirectToSlash(ctx: Context, { path = '', query }: Target): void {
  ctx.status = 301;
  ctx.set('Content-Type', 'text/html; charset=utf-8');
  ctx.set('Location', `${encodeURI(path)}/${query === '' ? '' : `?${encodeQuery(query)}`}`);
  ctx.body = Buffer.alloc(0);
}

/** Django's `iri_to_uri`: encodes characters that a query must not contain, and keeps encoded ones. */
function encodeQuery(query: string): string {
  return query.replace(/[^\w.\-~/#%[\]=:;$&()+,!?*@']+/g, (text) => encodeURIComponent(text.toWellFormed()));
}
