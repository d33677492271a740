/** Returns whether browsers accept a cookie of this name over HTTPS only. */
export function isCookieName(name: string): boolean {
  return /^__(Secure|Host)-[\w-]+$/.test(name);
}
