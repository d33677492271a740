/** Parses `Retry-After`, which is in seconds or a date. Returns milliseconds from now, or null without the header. */
export function parseRetryAfter(response: Response): number | null {
  const text = response.headers.get('retry-after');
  if (!text) return null;
  const delay = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isNaN(delay) ? null : Math.max(0, delay);
}
