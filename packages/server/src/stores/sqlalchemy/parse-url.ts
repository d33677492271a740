import { ConfigError } from '../../problems/errors.ts';
import { parseSqlUrl, type SqlLocation } from '../sql/sql-location.ts';

/** A database that a `result_backend` of Celery names. */
export interface CeleryLocation {
  readonly database: SqlLocation;
  /** The first schema of a `search_path` in the URL. */
  readonly schema?: string;
}

const DATABASES = ['sqlite', 'postgresql', 'postgres', 'mysql', 'mariadb'] as const;

/** Celery accepts `db+` and `database+`. A scheme with a final `+` matches every driver of its database. */
export const CELERY_SCHEMES: readonly string[] = ['db+', 'database+'].flatMap((prefix) =>
  DATABASES.flatMap((database) => [prefix + database, `${prefix}${database}+`]),
);

/** One URL of each form, for error messages. */
export const CELERY_EXAMPLES: readonly string[] = ['db+postgresql://…', 'db+mysql://…', 'db+sqlite:///…'];

/** SQLAlchemy's grammar of URLs. A password may contain `/`, `?` and `#`, which end the host of other URLs. */
const URL_PARTS: RegExp = new RegExp(
  [
    /^(?:db|database)\+(?<dialect>[a-z]+)(?:\+\w+)?:\/\//,
    /(?:(?<user>[^:/]*)(?::(?<password>[^@]*))?@)?/,
    /(?<host>\[[^/?]+\]|[^/:?]*)(?::(?<port>[^/?]*))?/,
    /(?:\/(?<database>[^?]*))?(?:\?(?<query>.*))?$/,
  ]
    .map(({ source }) => source)
    .join(''),
  'i',
);

/**
 * Parses a `result_backend` of Celery for SQLAlchemy, such as `db+postgresql+psycopg2://user:password@host/database`.
 * The name of the driver is ignored.
 *
 * @throws ConfigError that never repeats the URL, since it may contain a password
 */
export function parseCeleryUrl(text: string): CeleryLocation {
  const parts = URL_PARTS.exec(text)?.groups;
  if (!parts)
    throw new ConfigError(
      'the store URL is none of SQLAlchemy: expected db+postgresql://user:password@host:port/database',
    );
  const { dialect = '', user, password = '', host = '', port = '', database = '', query = '' } = parts;
  const name = dialect.toLowerCase();
  if (name === 'sqlite') return { database: sqliteLocation(`${host}${text.includes(':///') ? '/' : ''}`, database) };
  const { parameters, schema } = translated(query, isPostgres(name) ? 'postgres' : 'mysql');
  const credentials = user === undefined ? '' : `${recoded(user)}:${recoded(password)}@`;
  const address = `${host || '127.0.0.1'}${port === '' ? '' : `:${port}`}`;
  const url = `${isPostgres(name) ? 'postgres' : 'mysql'}://${credentials}${address}/${encodeURIComponent(database)}`;
  const search = parameters.size === 0 ? '' : `?${parameters}`;
  return { database: parseSqlUrl(url + search), ...(schema === undefined ? {} : { schema }) };
}

function isPostgres(dialect: string): boolean {
  return dialect.startsWith('postgres');
}

/** Returns the location of a SQLite file. SQLAlchemy does not decode the name of the file. */
function sqliteLocation(start: string, filename: string): SqlLocation {
  return parseSqlUrl(`sqlite://${start}${encodeURIComponent(filename)}`);
}

/** Encodes a user or password again. SQLAlchemy decodes them, and does not change a `%` that encodes nothing. */
function recoded(part: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(part));
  } catch {
    return encodeURIComponent(part);
  }
}

interface Translated {
  readonly parameters: URLSearchParams;
  readonly schema?: string;
}

/** Parameters that only configure Python's drivers, and do not change where the results are. */
const DRIVER_PARAMETERS: ReadonlySet<string> = new Set(
  `client_encoding keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout gssencmode
   target_session_attrs channel_binding fallback_application_name prepare_threshold
   use_unicode read_timeout write_timeout init_command sql_mode binary_prefix local_infile autocommit collation use_pure
   compress program_name max_allowed_packet`.split(/\s+/),
);

/** Translates the parameters of Python's drivers to those of {@link parseSqlUrl}. */
function translated(query: string, kind: 'postgres' | 'mysql'): Translated {
  const parameters = new URLSearchParams();
  let schema: string | undefined;
  for (const [name, value] of new URLSearchParams(query)) {
    if (DRIVER_PARAMETERS.has(name)) continue;
    if (kind === 'postgres' && name === 'options') schema = searchPath(value) ?? schema;
    else if (kind === 'mysql' && name === 'ssl_mode') parameters.append('ssl-mode', value);
    else parameters.append(name, value);
  }
  return schema === undefined ? { parameters } : { parameters, schema };
}

/** The first schema of `-csearch_path=a,b`. Undefined if the options set no `search_path`. */
function searchPath(options: string): string | undefined {
  return /(?:^|\s)-c\s*search_path=\s*"?([\w$-]+)/.exec(options)?.[1];
}
