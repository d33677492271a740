import { ConfigError } from '../../problems/errors.ts';
import { readParameters, type UrlParameters } from './url-parameters.ts';

/** The location of a SQL database, from its URL. */
export type SqlLocation = SqliteLocation | NetworkLocation;

/** The SQL dialect of a database. MariaDB uses the dialect `mysql`. */
export type Dialect = SqlLocation['kind'];

export interface SqliteLocation {
  readonly kind: 'sqlite';
  readonly filename: string;
}

/** The address of a database server. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** A database that is reached over a network or a Unix socket. */
export interface NetworkLocation extends ServerAddress, UrlParameters {
  readonly kind: 'postgres' | 'mysql';
  /** All servers. The first is {@link host}. For PostgreSQL, they are tried in this order. */
  readonly servers: readonly ServerAddress[];
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

const POSTGRES = { kind: 'postgres', port: 5432 } as const;
const MYSQL = { kind: 'mysql', port: 3306 } as const;
/** The schemes of dj-database-url and django-environ. */
const NETWORK = new Map<string, typeof POSTGRES | typeof MYSQL>([
  ...['postgres', 'postgresql', 'postgis', 'pgsql', 'psql'].map((scheme) => [scheme, POSTGRES] as const),
  ...['mysql', 'mysql2', 'mysqlgis', 'mysql-connector', 'mariadb'].map((scheme) => [scheme, MYSQL] as const),
]);
const SQLITE: readonly string[] = ['sqlite', 'spatialite'];

export const SQL_SCHEMES: readonly string[] = [...SQLITE, ...NETWORK.keys()];

/** One URL of each form, for error messages. */
export const SQL_EXAMPLES: readonly string[] = [
  'sqlite:///relative',
  'sqlite:////absolute',
  'postgres://…',
  'mysql://…',
  'mariadb://…',
];

/**
 * Parses a URL in the form of Django's `DATABASE_URL`.
 *
 * @throws {@link ConfigError} that never repeats the URL, since it may contain a password
 */
export function parseSqlUrl(text: string): SqlLocation {
  const scheme = text.slice(0, text.indexOf('://')).toLowerCase();
  if (SQLITE.includes(scheme)) return sqliteLocation(text.slice(scheme.length));
  const network = NETWORK.get(scheme);
  if (!network) throw new ConfigError(`"${scheme}" is not the scheme of a SQL database`);
  const { first, others } = splitServers(text, scheme, network);
  let url: URL;
  try {
    url = new URL(first);
  } catch {
    throw invalid(scheme);
  }
  const host = decoded(url.hostname).replace(/^\[|\]$/g, '');
  const database = decoded(url.pathname.slice(1));
  if (database === '')
    throw new ConfigError(`the ${scheme} store URL names no database; expected ${scheme}://host/database`);
  const server = {
    host: url.hostname === '' ? '127.0.0.1' : host,
    port: url.port === '' ? network.port : Number(url.port),
  };
  return {
    kind: network.kind,
    ...server,
    servers: [server, ...others],
    user: decoded(url.username),
    password: decoded(url.password),
    database,
    // dj-database-url's form of a socket
    ...(host.startsWith('/') ? { socket: host } : {}),
    ...readParameters(url.searchParams, network.kind),
  };
}

interface SplitServers {
  /** The URL with only its first server. */
  readonly first: string;
  readonly others: readonly ServerAddress[];
}

/** A URL of libpq may have several servers, separated by commas. */
function splitServers(text: string, scheme: string, { kind, port }: { kind: string; port: number }): SplitServers {
  const start = text.indexOf('://') + '://'.length;
  const rest = text.slice(start);
  const end = rest.search(/[/?]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const user = authority.slice(0, authority.lastIndexOf('@') + 1);
  const [first = '', ...others] = authority.slice(user.length).split(',');
  if (others.length > 0 && kind !== 'postgres')
    throw new ConfigError(`the ${scheme} store URL has several servers, which only those of PostgreSQL may have`);
  const servers = others.map((one): ServerAddress => {
    const [, bracketed, plain, digits] = /^(?:\[([\da-f:]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(one) ?? [];
    const host = bracketed ?? plain;
    if (host === undefined) throw invalid(scheme);
    return { host: decoded(host), port: digits === undefined ? port : Number(digits) };
  });
  return { first: `${text.slice(0, start)}${user}${first}${end < 0 ? '' : rest.slice(end)}`, others: servers };
}

function invalid(scheme: string): ConfigError {
  return new ConfigError(`the ${scheme} store URL is invalid; expected ${scheme}://user:password@host:port/database`);
}

/** @param rest the URL without its scheme */
function sqliteLocation(rest: string): SqliteLocation {
  const prefix = ':///';
  const filename = decoded(rest.slice(prefix.length).replace(/\?.*$/, ''));
  if (rest === '://:memory:' || filename === ':memory:')
    throw new ConfigError('a SQLite database in memory belongs to one process, and no other process can read it');
  if (!rest.startsWith(prefix) || filename === '')
    throw new ConfigError(
      'a sqlite store URL is sqlite:///relative/file or, with four slashes, sqlite:////absolute/file',
    );
  return { kind: 'sqlite', filename };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ConfigError('the store URL contains a "%" that encodes nothing; write it as %25');
  }
}
