import { ALGORITHMS } from '../http/auth/token-keys.ts';
import { readKeys } from './read-keys.ts';

/** Who may read what. */
export type AuthConfig = { readonly mode: 'none' } | JwtConfig | { readonly mode: 'forward'; readonly url: string };

export interface JwtConfig {
  readonly mode: 'jwt';
  /** Empty where there is a URL. */
  readonly keys: readonly string[];
  readonly jwksUrl: string | undefined;
  readonly algorithms: readonly string[];
  readonly audience: string;
  readonly issuer: string | undefined;
  readonly cookie: string | undefined;
}

/** Settings that are read here, with what `--help` says of them. */
export const AUTH_SETTINGS = {
  auth: { hint: 'MODE', help: 'jwt, forward, or none: serve everyone who can connect (none on loopback)' },
  'auth-key-file': { hint: 'FILE', help: 'for jwt: the key of HS256, and the one before it in a second line' },
  'auth-jwks-url': { hint: 'URL', help: 'for jwt: where a login service publishes its keys', secret: 'url' },
  'auth-algorithms': { hint: 'NAMES', help: 'for a JWKS: algorithms of its signatures, with commas (RS256)' },
  'auth-audience': { hint: 'TEXT', help: 'for jwt: the aud of tokens that are for this server (celery-results)' },
  'auth-issuer': { hint: 'TEXT', help: 'for jwt: the iss of tokens (any)' },
  'auth-cookie': { hint: 'NAME', help: 'for jwt: a __Secure- cookie that may hold the token' },
  'auth-forward-url': { hint: 'URL', help: "for forward: Django's URL that answers a visitor's claims", secret: 'url' },
  'allow-origin': { hint: 'ORIGINS', help: 'origins whose pages may read the answers, with commas (none)' },
} as const;

export type AuthSetting = keyof typeof AUTH_SETTINGS;
type Texts = { readonly [Name in AuthSetting]?: string };
type Env = Readonly<Record<string, string | undefined>>;

/** Which settings belong to which mode. */
const OF_JWT: readonly AuthSetting[] = [
  ...(['auth-key-file', 'auth-jwks-url', 'auth-algorithms', 'auth-audience', 'auth-issuer', 'auth-cookie'] as const),
];

/**
 * Who may read what. A setting of another mode is a fault: whoever gives a key does not want to serve everybody.
 *
 * @param host address to listen on
 */
export function readAuth(texts: Texts, env: Env, { host, faults }: { host: string; faults: string[] }): AuthConfig {
  const mode = texts.auth ?? 'none';
  const keys = readKeys(texts['auth-key-file'], env, faults);
  if (!['none', 'jwt', 'forward'].includes(mode))
    faults.push(`auth mode "${mode}" is not known: use jwt, forward or none`);
  if (mode !== 'jwt') {
    for (const name of OF_JWT) if (texts[name] !== undefined) faults.push(`${name} is for --auth jwt only`);
    if (keys.length > 0 && texts['auth-key-file'] === undefined) faults.push('a key is for --auth jwt only');
  }
  if (mode !== 'forward' && texts['auth-forward-url'] !== undefined)
    faults.push('auth-forward-url is for --auth forward only');
  if (mode === 'jwt') return readJwt(texts, keys, faults);
  if (mode === 'forward') return { mode, url: forwardUrl(texts['auth-forward-url'], faults) };
  if (!isLoopback(host) && texts.auth === undefined) faults.push(`${host} can be reached by strangers ${OPEN}`);
  return { mode: 'none' };
}

const OPEN =
  'and there is no auth: pass --auth jwt --auth-key-file FILE, ' +
  'or --auth forward --auth-forward-url URL, or listen on 127.0.0.1, or pass --auth none to serve everyone';

function readJwt(texts: Texts, keys: readonly string[], faults: string[]): JwtConfig {
  const jwksUrl = texts['auth-jwks-url'];
  if (keys.length === 0 && jwksUrl === undefined)
    faults.push('--auth jwt needs --auth-key-file FILE, the variable CELERY_RESULTS_AUTH_KEY, or --auth-jwks-url URL');
  if (keys.length > 0 && jwksUrl !== undefined) faults.push('there are a key and a JWKS URL: give one of them');
  if (jwksUrl !== undefined && !isSafeUrl(jwksUrl))
    faults.push('auth-jwks-url is no https: URL; http: will do on loopback');
  const algorithms = listOf(texts['auth-algorithms'] ?? 'RS256');
  const unknown = algorithms.find((name) => !ALGORITHMS.includes(name));
  if (unknown !== undefined) faults.push(`algorithm "${unknown}" is not one of ${ALGORITHMS.join(', ')}`);
  if (algorithms.length === 0) faults.push('auth-algorithms names none');
  if (texts['auth-algorithms'] !== undefined && jwksUrl === undefined)
    faults.push('auth-algorithms are those of a JWKS: a key of ours is for HS256');
  const cookie = texts['auth-cookie'];
  if (cookie !== undefined && !/^__(Secure|Host)-[\w-]+$/.test(cookie))
    faults.push(`auth cookie "${cookie}" does not begin with __Secure- or __Host-`);
  const audience = texts['auth-audience'] ?? 'celery-results';
  if (audience === '') faults.push('auth-audience is empty');
  return { mode: 'jwt', keys, jwksUrl, algorithms, audience, issuer: texts['auth-issuer'], cookie };
}

/** Keys that somebody on the way may change are no keys. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username + password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')));
}

function forwardUrl(text: string | undefined, faults: string[]): string {
  if (text === undefined) faults.push('--auth forward needs --auth-forward-url URL');
  else if (!/^https?:\/\//.test(text) || !URL.canParse(text) || new URL(text).username + new URL(text).password !== '')
    faults.push('auth-forward-url is no http: or https: URL without a user');
  return text ?? '';
}

/** Addresses that no stranger reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Origins exactly as browsers send them. */
export function readOrigins(text: string | undefined, faults: string[]): readonly string[] {
  const origins = listOf(text ?? '');
  for (const origin of origins)
    if (!/^https?:/.test(origin) || origin.includes('*') || !URL.canParse(origin) || new URL(origin).origin !== origin)
      faults.push(`allowed origin "${origin}" is not like https://shop.example: no path, no pattern`);
  return origins;
}

/** Texts with commas between them. */
export function listOf(text: string): readonly string[] {
  return text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}
