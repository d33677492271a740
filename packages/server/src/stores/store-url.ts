import { ConfigError } from '../errors.ts';

/** Where the tables are, as a store URL says it. */
export type StoreLocation =
  | { readonly kind: 'sqlite'; readonly filename: string }
  | {
      readonly kind: 'postgres' | 'mysql';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
      /** Folder or file of a Unix socket, instead of host and port. */
      readonly socket?: string;
      /** `sslmode` of PostgreSQL URLs and `ssl-mode` of MySQL's: `require` encrypts, `verify-full` also checks the certificate. */
      readonly ssl?: 'require' | 'verify-full';
    };

const SUPPORTED = 'sqlite:///relative, sqlite:////absolute, postgres://…, mysql://… or mariadb://…';
const POSTGRES = { kind: 'postgres', port: 5432 } as const;
const MYSQL = { kind: 'mysql', port: 3306 } as const;
/** The schemes of dj-database-url and django-environ. */
const NETWORK = new Map<string, typeof POSTGRES | typeof MYSQL>([
  ...['postgres', 'postgresql', 'postgis', 'pgsql', 'psql'].map((scheme) => [scheme, POSTGRES] as const),
  ...['mysql', 'mysql2', 'mysqlgis', 'mysql-connector', 'mariadb'].map((scheme) => [scheme, MYSQL] as const),
]);
const SQLITE: readonly string[] = ['sqlite', 'spatialite'];

/**
 * Reads a store URL: the form of Django's `DATABASE_URL`. Celery's own `result_backend` URLs are told apart, each with what to do instead.
 *
 * @throws {@link ConfigError} that never repeats the URL, since it may hold a password
 */
export function parseStoreUrl(text: string): StoreLocation {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) throw noUrl(text);
  if (SQLITE.includes(scheme)) return sqliteLocation(text.slice(scheme.length));
  const network = NETWORK.get(scheme);
  if (!network)
    throw new ConfigError(`stores of the kind "${scheme}" cannot be read by this version: ${adviceOn(scheme)}`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConfigError(
      `the ${scheme} store URL cannot be read; expected ${scheme}://user:password@host:port/database`,
    );
  }
  const host = decoded(url.hostname).replace(/^\[|\]$/g, '');
  const database = decoded(url.pathname.slice(1));
  if (database === '')
    throw new ConfigError(`the ${scheme} store URL names no database; expected ${scheme}://host/database`);
  return {
    kind: network.kind,
    host: url.hostname === '' ? '127.0.0.1' : host,
    port: url.port === '' ? network.port : Number(url.port),
    user: decoded(url.username),
    password: decoded(url.password),
    database,
    // dj-database-url's form of a socket
    ...(host.startsWith('/') ? { socket: host } : {}),
    ...parameters(url.searchParams, network.kind),
  };
}

/** Names of Celery's that are no URLs. */
function noUrl(text: string): ConfigError {
  if (text === 'django-db')
    return new ConfigError(
      `django-db says that the results are in Django's database, not where that is; expected ${SUPPORTED}`,
    );
  if (text === 'django-cache')
    return new ConfigError("results in Django's cache cannot be read: only the result backend django-db has tables");
  return new ConfigError(`the store URL has no scheme; expected ${SUPPORTED}`);
}

/** What to do about a `result_backend` of another kind. */
function adviceOn(scheme: string): string {
  if (scheme.startsWith('db+'))
    return `these are Celery's own tables, and only those of django-celery-results are read so far; expected ${SUPPORTED}`;
  if (['redis', 'rediss', 'sentinel', 'redis+socket'].includes(scheme))
    return `results in Redis are not read so far; expected ${SUPPORTED}`;
  if (scheme === 'rpc' || scheme === 'amqp') return 'results that are sent as messages are kept nowhere to read them';
  return `expected ${SUPPORTED}`;
}

/** @param rest what follows the scheme */
function sqliteLocation(rest: string): StoreLocation {
  const prefix = ':///';
  const filename = decoded(rest.slice(prefix.length).replace(/\?.*$/, ''));
  if (rest === '://:memory:' || filename === ':memory:')
    throw new ConfigError('a SQLite database in memory belongs to one process, and no other one can read it');
  if (!rest.startsWith(prefix) || filename === '')
    throw new ConfigError(
      'a sqlite store URL is sqlite:///relative/file or, with four slashes, sqlite:////absolute/file',
    );
  return { kind: 'sqlite', filename };
}

interface Parameters {
  socket?: string;
  ssl?: 'require' | 'verify-full';
}

/** What only Django heeds of its URLs. */
const DJANGOS: readonly string[] = [
  ...['conn_max_age', 'conn_health_checks', 'atomic_requests', 'autocommit', 'disable_server_side_cursors'],
  ...['charset', 'connect_timeout', 'application_name'],
];

type Ssl = Parameters['ssl'];

/** The values of each kind's parameter that asks for TLS; undefined lets the server decide, as the drivers do. */
const SSL: Readonly<
  Record<'postgres' | 'mysql', { readonly name: string; readonly values: ReadonlyMap<string, Ssl> }>
> = {
  postgres: {
    name: 'sslmode',
    values: new Map<string, Ssl>([
      ...['disable', 'allow', 'prefer'].map((value) => [value, undefined] as const),
      ['require', 'require'],
      ['verify-full', 'verify-full'],
    ]),
  },
  mysql: {
    name: 'ssl-mode',
    values: new Map<string, Ssl>([
      ...['disabled', 'preferred'].map((value) => [value, undefined] as const),
      ['required', 'require'],
      ['verify_identity', 'verify-full'],
    ]),
  },
};

function parameters(search: URLSearchParams, kind: 'postgres' | 'mysql'): Parameters {
  const found: Parameters = {};
  for (const [name, value] of search) {
    if (name === (kind === 'postgres' ? 'host' : 'unix_socket')) found.socket = value;
    else if (name === SSL[kind].name && SSL[kind].values.has(value.toLowerCase())) {
      const ssl = SSL[kind].values.get(value.toLowerCase());
      if (ssl !== undefined) found.ssl = ssl;
    } else if (name === 'ssl_require' && /^(true|1)$/i.test(value)) found.ssl ??= 'require';
    else if (!DJANGOS.includes(name))
      throw new ConfigError(`the store URL's parameter ${name} is not known, or not with this value`);
  }
  return found;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ConfigError('the store URL holds a "%" that encodes nothing; write it as %25');
  }
}
