/** Milliseconds that `Retry-After`, in seconds or as a date, asks to wait; null without one. */
export function retryAfterOf(response: Response): number | null {
  const text = response.headers.get('retry-after');
  if (!text) return null;
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}
