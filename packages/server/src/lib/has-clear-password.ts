/**
 * Whether it is certain where the password of a URL ends. A `/`, `?` or `#` in a password ends the host. The rest of
 * the password would be a path then, and it would be printed or looked up in DNS.
 */
export function hasClearPassword(url: string): boolean {
  const rest = url.slice(url.indexOf('://') + '://'.length);
  const end = rest.search(/[/?#\\]/);
  const [authority, others] = end < 0 ? [rest, ''] : [rest.slice(0, end), rest.slice(end)];
  // a URL without host and user, such as a file's, has no password
  return authority === '' || !/[@#\\]/.test(others);
}
