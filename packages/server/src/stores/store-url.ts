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
      /** `sslmode` of PostgreSQL URLs: `require` encrypts, `verify-full` also checks the certificate. */
      readonly ssl?: 'require' | 'verify-full';
    };

const SUPPORTED = 'sqlite:///relative, sqlite:////absolute, postgres://…, mysql://… or mariadb://…';
const NETWORK: Readonly<Record<string, { readonly kind: 'postgres' | 'mysql'; readonly port: number }>> = {
  'postgres:': { kind: 'postgres', port: 5432 },
  'postgresql:': { kind: 'postgres', port: 5432 },
  'mysql:': { kind: 'mysql', port: 3306 },
  'mariadb:': { kind: 'mysql', port: 3306 },
};

/**
 * Reads a store URL: the form of Django's `DATABASE_URL`.
 *
 * @throws {@link ConfigError} that never repeats the URL, since it may hold a password
 */
export function parseStoreUrl(text: string): StoreLocation {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new ConfigError(`the store URL has no scheme; expected ${SUPPORTED}`);
  if (scheme === 'sqlite') return sqliteLocation(text);
  const network = Object.hasOwn(NETWORK, `${scheme}:`) ? NETWORK[`${scheme}:`] : undefined;
  if (!network)
    throw new ConfigError(`stores of the kind "${scheme}" cannot be read by this version; expected ${SUPPORTED}`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConfigError(
      `the ${scheme} store URL cannot be read; expected ${scheme}://user:password@host:port/database`,
    );
  }
  const database = decoded(url.pathname.slice(1));
  if (database === '')
    throw new ConfigError(`the ${scheme} store URL names no database; expected ${scheme}://host/database`);
  return {
    kind: network.kind,
    host: url.hostname === '' ? '127.0.0.1' : url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? network.port : Number(url.port),
    user: decoded(url.username),
    password: decoded(url.password),
    database,
    ...parameters(url.searchParams, network.kind),
  };
}

function sqliteLocation(text: string): StoreLocation {
  const filename = decoded(text.slice('sqlite:///'.length));
  if (!text.startsWith('sqlite:///') || filename === '')
    throw new ConfigError(
      'a sqlite store URL is sqlite:///relative/file or, with four slashes, sqlite:////absolute/file',
    );
  return { kind: 'sqlite', filename };
}

function parameters(
  search: URLSearchParams,
  kind: 'postgres' | 'mysql',
): { socket?: string; ssl?: 'require' | 'verify-full' } {
  const found: { socket?: string; ssl?: 'require' | 'verify-full' } = {};
  for (const [name, value] of search) {
    if (name === (kind === 'postgres' ? 'host' : 'unix_socket')) found.socket = value;
    else if (kind === 'postgres' && name === 'sslmode' && ['disable', 'allow', 'prefer'].includes(value)) continue;
    else if (kind === 'postgres' && name === 'sslmode' && (value === 'require' || value === 'verify-full'))
      found.ssl = value;
    else throw new ConfigError(`the store URL's parameter ${name} is not known, or not with this value`);
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
