import { ConfigError } from '../../problems/errors.ts';
import type { RedisLocation, RedisTls } from './redis-location.ts';
import { readParameters } from './url-parameters.ts';

export const REDIS_SCHEMES: readonly string[] = ['redis', 'rediss', 'redis+socket', 'socket', 'sentinel'];

/** One URL of each form, for error messages. */
export const REDIS_EXAMPLES: readonly string[] = ['redis://…', 'rediss://…', 'redis+socket:///path', 'sentinel://…;…'];

const PORT = 6379;
const SENTINEL_PORT = 26379;

/**
 * Parses a URL in the form of Celery's `result_backend`.
 *
 * @throws {@link ConfigError} that never repeats the URL, since it may contain a password
 */
export function parseRedisUrl(text: string): RedisLocation {
  const scheme = text.slice(0, text.indexOf('://')).toLowerCase();
  if (scheme === 'sentinel') return sentinelLocation(text);
  const url = parsedUrl(text, scheme);
  const { parameters, tls } = readParameters(url.searchParams, scheme);
  const login = { username: decoded(url.username), password: decoded(url.password) };
  if (scheme === 'socket' || scheme === 'redis+socket') {
    const path = decoded(url.pathname);
    if (url.hostname !== MISSING_HOST || path.length < 2)
      throw new ConfigError(
        `a ${scheme} store URL is ${scheme}:///path/of/the.sock?virtual_host=0, with three slashes`,
      );
    const database = databaseOf(parameters.get('virtual_host') ?? parameters.get('db') ?? '');
    return { server: { kind: 'socket', path }, ...login, database };
  }
  const server = { kind: 'address', ...addressOf(url, PORT) } as const;
  return { server, ...login, database: databaseOf(parameters.get('db') ?? url.pathname), ...tlsOf(tls) };
}

/** Parses `sentinel://host:port/db;sentinel://host:port`. The login and the database are those of the first part. */
function sentinelLocation(text: string): RedisLocation {
  const parts = text.split(';').map((part) => parsedUrl(part.trim(), 'sentinel'));
  const [first] = parts;
  if (first === undefined) throw new ConfigError('the sentinel store URL names no sentinel');
  const { parameters, tls } = readParameters(first.searchParams, 'sentinel');
  const master = parameters.get('master_name');
  return {
    server: {
      kind: 'sentinel',
      sentinels: parts.map((url) => addressOf(url, SENTINEL_PORT)),
      ...(master === undefined ? {} : { master }),
      username: parameters.get('sentinel_username') ?? '',
      password: parameters.get('sentinel_password') ?? '',
    },
    username: decoded(first.username),
    password: decoded(first.password),
    database: databaseOf(parameters.get('db') ?? first.pathname),
    ...tlsOf(tls),
  };
}

function tlsOf(tls: RedisTls | undefined): { readonly tls?: RedisTls } {
  return tls === undefined ? {} : { tls };
}

/** Parses the URL with the scheme `redis`, for which Node has no default port. */
function parsedUrl(text: string, scheme: string): URL {
  const [, authority = '', rest = ''] = /^:\/\/([^/?#]*)(.*)$/s.exec(text.slice(scheme.length)) ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const login = authority.slice(0, authority.length - host.length);
  // without a host, Celery connects to localhost, and Node would refuse a login or a port
  const complete = host === '' || host.startsWith(':') ? `${login}${MISSING_HOST}${host}` : authority;
  try {
    if (!text.toLowerCase().startsWith(`${scheme}://`)) throw new TypeError('another scheme');
    const url = new URL(`redis://${complete}${rest}`);
    if (url.hash !== '') throw new TypeError('a fragment');
    return url;
  } catch {
    throw new ConfigError(
      `the ${scheme} store URL is invalid; expected ${scheme}://user:password@host:port/database, ` +
        'with special characters of the password as %XX',
    );
  }
}

/** Replaces a missing host. */
const MISSING_HOST = 'missing.invalid';

function addressOf(url: URL, port: number): { readonly host: string; readonly port: number } {
  const host = url.hostname === MISSING_HOST ? '127.0.0.1' : decoded(url.hostname).replace(/^\[|\]$/g, '');
  return { host, port: url.port === '' ? port : Number(url.port) };
}

function databaseOf(text: string): number {
  const number = decoded(text)
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  if (number === '') return 0;
  if (!/^\d{1,9}$/.test(number))
    throw new ConfigError('the database in the store URL of Redis is a number, as in redis://host/0');
  return Number(number);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ConfigError('the store URL contains a "%" that encodes nothing; write it as %25');
  }
}
