import { UI_META, type UiSettings } from '@celery-results/client/protocol/ui';
import type { Context } from 'koa';
import { etagOf } from '../../lib/etag.ts';
import { isKnown } from '../response/conditional.ts';
import { setBody, setHeader } from '../response/reply.ts';
import type { UiFile } from './ui-files.ts';

/** A URL in an attribute of the built document. */
const RELATIVE_URL = /="\.\//g;
const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Returns a function that sends the document. Its URLs are relative to the browser's path, so that a proxy may change
 * the prefix of the path.
 */
export function createPageSender(html: string, settings: UiSettings): (ctx: Context, depth: number) => void {
  const meta = `<meta name="${UI_META}" content="${escapeAttribute(JSON.stringify(settings))}">`;
  // a function, since $& in a title would be replaced in a text argument
  const page = html.replace('</title>', () => `</title>${meta}`);
  return (ctx, depth) => {
    const body = Buffer.from(page.replace(RELATIVE_URL, `="${depth === 0 ? './' : '../'.repeat(depth)}`));
    const etag = etagOf(body);
    setHeader(ctx, 'Cache-Control', 'no-cache');
    setHeader(ctx, 'ETag', `"${etag}"`);
    setHeader(ctx, 'Content-Type', 'text/html; charset=utf-8');
    if (isKnown(ctx, etag)) setBody(ctx, 304, '');
    else setBody(ctx, 200, body);
  };
}

/** Sends a script or a style in the smallest form that the client accepts. */
export function sendFile(ctx: Context, { type, bodies }: UiFile): void {
  const coding = ['br', 'gzip'].find((one) => bodies.has(one) && ctx.acceptsEncodings(one) === one) ?? 'identity';
  if (coding !== 'identity') setHeader(ctx, 'Content-Encoding', coding);
  setHeader(ctx, 'Vary', 'Accept-Encoding');
  setHeader(ctx, 'Cache-Control', IMMUTABLE);
  setHeader(ctx, 'Content-Type', type);
  setBody(ctx, 200, bodies.get(coding) ?? Buffer.alloc(0));
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
