import type { SyncHandler } from '../koa/sync-middleware.ts';

/** Headers of Django's default middleware, and against caching, scripts and frames. Each value follows its name. */
export const SAFE_HEADERS: readonly string[] = [
  'Cache-Control',
  'no-store',
  'Content-Security-Policy',
  "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy',
  'same-origin',
  'Referrer-Policy',
  'same-origin',
  'X-Content-Type-Options',
  'nosniff',
  'X-Frame-Options',
  'DENY',
];

/** Sets the headers that are not set yet. */
export const safeHeaders: SyncHandler = ({ res }) => {
  for (let at = 0; at < SAFE_HEADERS.length; at += 2) {
    const name = SAFE_HEADERS[at] ?? '';
    if (!res.hasHeader(name)) res.setHeader(name, SAFE_HEADERS[at + 1] ?? '');
  }
};
