import type { Step } from './steps.ts';

/** What Django's default middleware sets, no caching, and nothing that a browser would run or show in a frame: names and values in turn. */
export const SAFE_HEADERS: readonly string[] = [
  ...['Cache-Control', 'no-store'],
  ...['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ...['Cross-Origin-Opener-Policy', 'same-origin'],
  ...['Referrer-Policy', 'same-origin'],
  ...['X-Content-Type-Options', 'nosniff'],
  ...['X-Frame-Options', 'DENY'],
];

/** Sets those that are not set yet. */
export const safeHeaders: Step = ({ res }) => {
  for (let at = 0; at < SAFE_HEADERS.length; at += 2) {
    const name = SAFE_HEADERS[at] ?? '';
    if (!res.hasHeader(name)) res.setHeader(name, SAFE_HEADERS[at + 1] ?? '');
  }
};
