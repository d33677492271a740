import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** The text for a missing address. */
const UNKNOWN = 'unknown';

/**
 * Returns the address of a request's client, as seen by the outermost trusted proxy. Each proxy appends the address of
 * its own client to X-Forwarded-For. Anyone could have written entries further to the left.
 *
 * @param trustedProxies number of trusted proxies in front; 0: the address of the connection
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? UNKNOWN;
  if (trustedProxies === 0) return direct;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
  const address = withoutPort(forwarded.at(-trustedProxies)?.trim() ?? '');
  // the request did not pass through all proxies
  return isIP(address) === 0 ? direct : address;
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}

/**
 * Returns the part of an address that is counted. For IPv6 this is the first half, since one machine may use all
 * addresses with the same first half.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped ?? `${groupsOf(address).slice(0, 4).join(':')}::/64`;
}

/** Returns the eight groups of an IPv6 address. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array.from({ length: missing }, () => '0'), ...right].map((group) =>
    group.toLowerCase().replace(/^0+(?=.)/, ''),
  );
}
