import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Whatever stands for an address that is none. */
const UNKNOWN = 'unknown';

/**
 * Who sent a request: the address that the outermost of our own proxies saw. Every proxy adds the address of who spoke to it at the end
 * of X-Forwarded-For, so that what stands further to the left is what anybody could have written.
 *
 * @param trustedProxies how many proxies of ours stand in front; 0 trusts nothing but the connection
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? UNKNOWN;
  if (trustedProxies === 0) return direct;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
  const address = withoutPort(forwarded.at(-trustedProxies)?.trim() ?? '');
  // it did not come over all of the proxies
  return isIP(address) === 0 ? direct : address;
}

/** Some proxies write the port too: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}

/** What is counted for an address: of IPv6 the half that a network has, since one machine has all of the other half. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? `${groupsOf(address).slice(0, 4).join(':')}::/64`;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array.from({ length: missing }, () => '0'), ...right].map((group) =>
    group.toLowerCase().replace(/^0+(?=.)/, ''),
  );
}
