import type { Context } from 'koa';
import { ProblemError } from '../../problems/problems.ts';
import type { SyncHandler } from '../koa/sync-middleware.ts';

/** The host names of this machine that only its own programs can use. */
export const LOOPBACK_HOSTS: readonly string[] = ['localhost', '.localhost', '127.0.0.1', '[::1]'];

/** The setting that allows every host. */
export const ANY_HOST = '*';
/** Largest number of cached Host headers that are allowed: most requests send the same one. */
const MAX_REMEMBERED = 100;

/**
 * Refuses requests for other hosts. Another site can own a host name that points to 127.0.0.1. Through this name its
 * page would reach a server on the visitor's own machine, and the browser would treat both as one site.
 *
 * @param allowed host names without a port, in lower case. One with a dot in front includes all names below it. `*`
 *   allows every host
 */
export function checkHost(allowed: readonly string[]): SyncHandler {
  const known = new Set<string>();
  return ({ req }) => {
    const header = req.headers.host ?? '';
    if (known.has(header)) return;
    if (!isAllowedHost(allowed, header))
      throw new ProblemError('invalid-host', { detail: 'the operator names hosts with --allowed-hosts' });
    if (known.size < MAX_REMEMBERED) known.add(header);
  };
}

/** Returns whether a Host header names one of the hosts. */
export function isAllowedHost(allowed: readonly string[], header: string): boolean {
  const hostname = hostnameOf(header);
  return allowed.some(
    (one) =>
      one === ANY_HOST ||
      one === hostname ||
      (one.startsWith('.') && (hostname.endsWith(one) || hostname === one.slice(1))),
  );
}

/** Returns the host of a header, without its port and the final dot of a complete name. */
function hostnameOf(header: string): string {
  const end = header.indexOf(':', header.startsWith('[') ? header.indexOf(']') : 0);
  const name = (end < 0 ? header : header.slice(0, end)).toLowerCase();
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/**
 * Refuses a request with two Host headers, since a proxy may have used the other one. Refuses a request of HTTP/1.1
 * without one, which Node would answer without our usual response headers.
 */
export function refuseHostHeaders({ req: { rawHeaders, headers, httpVersion } }: Context): void {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === HOST.length && name.toLowerCase() === HOST) hosts += 1;
  }
  if (hosts > 1) throw malformed('the request has two Host headers');
  if (headers.host === undefined && httpVersion === '1.1') throw malformed('the request has no Host header');
}

const HOST = 'host';

function malformed(detail: string): ProblemError {
  return new ProblemError('malformed-request', { detail, headers: { Connection: 'close' } });
}
