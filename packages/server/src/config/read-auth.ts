import type { AuthConfig, JwtConfig } from '../http/auth/auth-config.ts';
import { isCookieName } from '../http/auth/cookie-name.ts';
import { FORWARDED_HEADERS, type ForwardedHeader } from '../http/auth/forward-headers.ts';
import { ALGORITHMS } from '../http/auth/token-keys.ts';
import { hasClearPassword } from '../lib/has-clear-password.ts';
import { isLoopback } from '../lib/is-loopback.ts';
import { isRedisUrl } from './is-redis-url.ts';
import { readKeys } from './read-keys.ts';
import type { Setting } from './settings.ts';
import { splitList } from './split-list.ts';
import type { Env } from './values.ts';

type Texts = { readonly [Name in Setting]?: string };

/** The settings of the mode jwt. */
const JWT_SETTINGS = [
  'auth-key-file',
  'auth-jwks-url',
  'auth-algorithms',
  'auth-audience',
  'auth-issuer',
  'auth-cookie',
  'auth-deny-file',
  'auth-deny-redis',
  'auth-deny-redis-key',
] as const satisfies readonly Setting[];

/** The settings of the mode forward. */
const FORWARD_SETTINGS = ['auth-forward-url', 'auth-forward-headers'] as const satisfies readonly Setting[];

/**
 * Reads the settings of the authorization. A setting of another mode is an error: an operator who gives a key does not
 * want to serve everyone.
 *
 * @param host address to listen on
 */
export function readAuth(texts: Texts, env: Env, { host, errors }: { host: string; errors: string[] }): AuthConfig {
  const mode = texts.auth ?? 'none';
  const keys = readKeys(texts['auth-key-file'], env, errors);
  if (!['none', 'jwt', 'forward'].includes(mode)) errors.push(`unknown auth mode "${mode}": use jwt, forward or none`);
  if (mode !== 'jwt') {
    for (const name of JWT_SETTINGS) if (texts[name] !== undefined) errors.push(`${name} is for --auth jwt only`);
    if (keys.length > 0 && texts['auth-key-file'] === undefined) errors.push('a key is for --auth jwt only');
  }
  if (mode !== 'forward')
    for (const name of FORWARD_SETTINGS)
      if (texts[name] !== undefined) errors.push(`${name} is for --auth forward only`);
  if (mode === 'jwt') return readJwt(texts, keys, errors);
  if (mode === 'forward')
    return {
      mode,
      url: readForwardUrl(texts['auth-forward-url'], errors),
      headers: readForwardHeaders(texts['auth-forward-headers'], errors),
    };
  if (!isLoopback(host) && texts.auth === undefined) errors.push(`${host} is reachable from other machines ${NO_AUTH}`);
  return { mode: 'none' };
}

const NO_AUTH =
  'and there is no auth: pass --auth jwt --auth-key-file FILE, ' +
  'or --auth forward --auth-forward-url URL, or listen on 127.0.0.1, or pass --auth none to serve everyone';

function readJwt(texts: Texts, keys: readonly string[], errors: string[]): JwtConfig {
  const jwksUrl = texts['auth-jwks-url'];
  if (keys.length === 0 && jwksUrl === undefined)
    errors.push('--auth jwt needs --auth-key-file FILE, the variable CELERY_RESULTS_AUTH_KEY, or --auth-jwks-url URL');
  if (keys.length > 0 && jwksUrl !== undefined) errors.push('there are a key and a JWKS URL: give one of them');
  if (jwksUrl !== undefined && !isTrustworthyUrl(jwksUrl))
    errors.push('auth-jwks-url is not an https: URL; http: is allowed on loopback only');
  const cookie = texts['auth-cookie'];
  if (cookie !== undefined && !isCookieName(cookie))
    errors.push(`auth cookie "${cookie}" does not begin with __Secure- or __Host-`);
  const audience = texts['auth-audience'] ?? 'celery-results';
  if (audience === '') errors.push('auth-audience is empty');
  return {
    mode: 'jwt',
    keys,
    jwksUrl,
    algorithms: readAlgorithms(texts, errors),
    audience,
    issuer: texts['auth-issuer'],
    cookie,
    denyFile: texts['auth-deny-file'],
    denyRedis: readDenyRedis(texts, errors),
  };
}

function readDenyRedis(texts: Texts, errors: string[]): JwtConfig['denyRedis'] {
  const { 'auth-deny-redis': url, 'auth-deny-redis-key': key = 'celery-results:revoked' } = texts;
  if (url === undefined) {
    if (texts['auth-deny-redis-key'] !== undefined) errors.push('auth-deny-redis-key needs auth-deny-redis');
    return undefined;
  }
  if (!isRedisUrl(url)) errors.push('auth-deny-redis is not a URL like redis://:password@host:6379/0');
  return { url, key };
}

function readAlgorithms(texts: Texts, errors: string[]): readonly string[] {
  const text = texts['auth-algorithms'];
  const algorithms = splitList(text ?? 'RS256');
  const unknown = algorithms.find((name) => !ALGORITHMS.includes(name));
  if (unknown !== undefined) errors.push(`algorithm "${unknown}" is not one of ${ALGORITHMS.join(', ')}`);
  if (algorithms.length === 0) errors.push('auth-algorithms is empty');
  if (text !== undefined && texts['auth-jwks-url'] === undefined)
    errors.push('auth-algorithms is for a JWKS only: a key of your own is always for HS256');
  return algorithms;
}

/** Returns whether an attacker on the network cannot replace the keys at this URL. */
function isTrustworthyUrl(text: string): boolean {
  if (!URL.canParse(text) || !hasClearPassword(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username + password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')));
}

function readForwardUrl(text: string | undefined, errors: string[]): string {
  if (text === undefined) errors.push('--auth forward needs --auth-forward-url URL');
  else if (
    !/^https?:\/\//.test(text) ||
    !hasClearPassword(text) ||
    !URL.canParse(text) ||
    new URL(text).username + new URL(text).password !== ''
  )
    errors.push('auth-forward-url is not an http: or https: URL without a user');
  return text ?? '';
}

function readForwardHeaders(text: string | undefined, errors: string[]): readonly ForwardedHeader[] {
  const names = splitList((text ?? 'cookie').toLowerCase());
  const found = FORWARDED_HEADERS.filter((name) => names.includes(name));
  if (found.length === 0 || found.length < names.length)
    errors.push(`auth-forward-headers "${text}" are not among ${FORWARDED_HEADERS.join(', ')}`);
  return found;
}
