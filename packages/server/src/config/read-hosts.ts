import { ANY_HOST, LOOPBACK_HOSTS } from '../http/request/allowed-host.ts';
import { isLoopback } from '../lib/is-loopback.ts';
import { splitList } from './split-list.ts';

export interface HostOptions {
  /** Address to listen on. */
  readonly host: string;
  /** Whether everyone who can connect may read everything. */
  readonly isOpen: boolean;
  readonly errors: string[];
}

const NAME = /^\.?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
const IPV6 = /^\[[0-9a-f:.]+\]$/;

/**
 * Reads the hosts that requests may name. A server that is open to its own machine answers for loopback names by
 * default. Otherwise a page of any site could read its answers through a host name that points to 127.0.0.1.
 */
export function readHosts(text: string | undefined, { host, isOpen, errors }: HostOptions): readonly string[] {
  if (text === undefined) return isOpen && isLoopback(host) ? [...LOOPBACK_HOSTS, host] : [ANY_HOST];
  const hosts = splitList(text.toLowerCase());
  if (hosts.length === 0) errors.push('allowed-hosts is empty');
  for (const one of hosts)
    if (one !== ANY_HOST && !NAME.test(one) && !IPV6.test(one))
      errors.push(`allowed host "${one}" is not like shop.example, .shop.example or [::1]: no port, no path`);
  return hosts;
}
