import { ConfigError } from '../../problems/errors.ts';
import type { RedisTls } from './redis-location.ts';

/** The parameters of a store URL. */
export interface UrlParameters {
  /** The parameters of {@link KNOWN} for the scheme. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly tls: RedisTls | undefined;
}

/** The parameters of each scheme that this server uses. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  redis: ['db'],
  rediss: ['db'],
  socket: ['virtual_host', 'db'],
  'redis+socket': ['virtual_host', 'db'],
  sentinel: ['db', 'master_name', 'sentinel_username', 'sentinel_password'],
};

/** Parameters of Python's client that do not change answers. */
const IGNORED =
  /^(?:(?:socket|retry|lib|encoding|decode)_\w+|max_connections|health_check_interval|protocol|client_name|timeout)$/;

const TLS_PARAMETERS: readonly string[] = [
  'ssl_cert_reqs',
  'ssl_ca_certs',
  'ssl_certfile',
  'ssl_keyfile',
  'ssl_check_hostname',
];

/** @throws ConfigError for an unknown parameter. The error never contains its value */
export function readParameters(search: URLSearchParams, scheme: string): UrlParameters {
  const parameters = new Map<string, string>();
  const ssl = new Map<string, string>();
  for (const [name, value] of search) {
    if (KNOWN[scheme]?.includes(name)) parameters.set(name, value);
    else if (TLS_PARAMETERS.includes(name)) ssl.set(name, value);
    else if (name === 'credential_provider')
      throw new ConfigError(
        'credential_provider names a Python class, which this server cannot call: give the URL a user and a password',
      );
    else if (!IGNORED.test(name))
      throw new ConfigError(`the store URL has a parameter that means nothing to Redis: ${printable(name)}; remove it`);
  }
  return { parameters, tls: readTls(ssl, scheme) };
}

function readTls(ssl: ReadonlyMap<string, string>, scheme: string): RedisTls | undefined {
  const isTls = scheme === 'rediss' || (scheme === 'sentinel' && ssl.size > 0);
  if (!isTls && ssl.size > 0)
    throw new ConfigError(
      `the store URL has ${[...ssl.keys()].join(', ')}, but ${scheme}:// does not encrypt: begin it with rediss://`,
    );
  if (!isTls) return undefined;
  const isChecked = CERT_REQS.get((ssl.get('ssl_cert_reqs') ?? 'required').toLowerCase());
  if (isChecked === undefined)
    throw new ConfigError('ssl_cert_reqs in the store URL is CERT_REQUIRED, CERT_OPTIONAL or CERT_NONE');
  const [authorities, certificate, key] = [ssl.get('ssl_ca_certs'), ssl.get('ssl_certfile'), ssl.get('ssl_keyfile')];
  return {
    isChecked,
    isHostChecked: isChecked && ssl.get('ssl_check_hostname')?.toLowerCase() !== 'false',
    ...(authorities === undefined ? {} : { authorities }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
  };
}

/**
 * Whether the certificate is checked, by both spellings of Celery. With "optional", it is checked, since every server
 * sends one.
 */
const CERT_REQS: ReadonlyMap<string, boolean> = new Map([
  ['cert_required', true],
  ['required', true],
  ['cert_optional', true],
  ['optional', true],
  ['cert_none', false],
  ['none', false],
]);

function printable(name: string): string {
  return /^[\w.-]{1,60}$/.test(name) ? name : 'one with unusual characters';
}
