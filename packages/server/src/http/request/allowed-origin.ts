/** Matches a part of one label of a host name: one or more letters, digits and hyphens. */
const WILDCARD = '*';
const LABEL_CHARS: ReadonlySet<string> = new Set('abcdefghijklmnopqrstuvwxyz0123456789-');

/**
 * Returns whether an origin is allowed. The list contains origins in the form of browsers, or patterns with one `*`,
 * such as `https://pr-*.shop.example`. A `*` never matches a dot, and no other character is special.
 */
export function isAllowedOrigin(allowed: readonly string[], origin: string): boolean {
  return allowed.some((one) => (one.includes(WILDCARD) ? matches(one, origin) : one === origin));
}

function matches(pattern: string, origin: string): boolean {
  const at = pattern.indexOf(WILDCARD);
  const [start, end] = [pattern.slice(0, at), pattern.slice(at + 1)];
  if (origin.length <= start.length + end.length || !origin.startsWith(start) || !origin.endsWith(end)) return false;
  for (const char of origin.slice(start.length, origin.length - end.length)) if (!LABEL_CHARS.has(char)) return false;
  return true;
}

/**
 * Returns whether a text is an origin or a pattern of origins. The host of a pattern has at least two complete labels
 * after the label with `*`. Otherwise it would allow every site of a top-level domain.
 */
export function isOriginPattern(text: string): boolean {
  const [start = '', end, ...others] = text.split(WILDCARD);
  if (others.length > 0) return false;
  if (end === undefined) return isOrigin(text);
  const { hostname } = URL.canParse(`${start}x${end}`) ? new URL(`${start}x${end}`) : { hostname: '' };
  return isOrigin(`${start}x${end}`) && /^https?:\/\/[^:]*$/.test(start) && hostname.split('.').length > 2;
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
