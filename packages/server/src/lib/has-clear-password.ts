/**
 * Whether the end of the password in a URL is certain. An unescaped `/`, `?` or `#` in a password would end the host.
 * Then the password would be printed as a part of the path, or looked up in DNS.
 */
export function hasClearPassword(url: string): boolean {
  const rest = url.slice(url.indexOf('://') + '://'.length);
  const end = rest.search(/[/?#\\]/);
  const [authority, others] = end < 0 ? [rest, ''] : [rest.slice(0, end), rest.slice(end)];
  // a URL without host and user, such as that of a file, has no password
  return authority === '' || !/[@#\\]/.test(others);
}
