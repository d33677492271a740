import { hasClearPassword } from '../lib/has-clear-password.ts';
import { ConfigError, StoreConfigError } from '../problems/errors.ts';
import { djangoKind } from './django/kind.ts';
import type { Finding } from './finding.ts';
import { redisKind } from './redis/kind.ts';
import { createReplicaReads } from './replica-reads.ts';
import { sqlAlchemyKind } from './sqlalchemy/kind.ts';
import type { OpenedStore } from './store.ts';
import type { DoctorOptions, LocatedStore, NotifyAction, StoreKind, StoreOptions, TableOptions } from './store-kind.ts';

/** Every kind of store. A new kind is one line here. */
const KINDS: readonly StoreKind[] = [djangoKind, redisKind, sqlAlchemyKind];

/**
 * Opens the store that a URL names: `sqlite:///relative`, `sqlite:////absolute`, `postgres://…`, `mysql://…` or
 * `mariadb://…`. It also opens `redis://…` in all of Celery's spellings, and a `result_backend` that begins with `db+`.
 *
 * @throws ConfigError for an invalid URL, and for a login or a database that is refused
 * @throws StoreUnavailable when the database does not answer, and for a missing file, table, column or right
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<OpenedStore> {
  const { replica, ...others } = options;
  const replicaLocation = replica === undefined ? undefined : locate(replica);
  const primary = await locate(url).open(others);
  if (!replicaLocation) return primary;
  // only the connections of the primary are measured
  const { observer: _observer, warn, pollInterval, ...ofReplica } = others;
  return createReplicaReads(primary, () => replicaLocation.open(ofReplica), { warn, pollInterval });
}

/**
 * Examines the store that a URL names: whether it answers, its tables, indexes and rights, and the settings of Celery
 * that stored tasks show. All reads are bounded.
 *
 * @returns the findings in the order of the checks; a database that does not answer is a finding
 * @throws ConfigError for an invalid URL
 */
export async function examineStore(url: string, options: DoctorOptions = {}): Promise<readonly Finding[]> {
  return locate(url).examine(options);
}

/**
 * Creates the tables of django-celery-results in a database that lacks them, for use without Django. Where Django runs,
 * use its own `migrate` instead.
 *
 * @returns the names of the created tables; empty if all existed
 * @throws ConfigError for an invalid URL; StoreUnavailable when the database does not answer
 */
export async function migrate(url: string, options: TableOptions = {}): Promise<readonly string[]> {
  return locate(url).migrate(options);
}

/**
 * Prints, installs, removes or examines the triggers with which PostgreSQL reports changes to streams.
 *
 * @returns text for the operator
 * @throws ConfigError for an invalid URL or another database; StoreUnavailable when the database does not answer
 */
export async function notify(url: string, action: NotifyAction, options: TableOptions = {}): Promise<string> {
  return locate(url).notify(action, options);
}

/**
 * Prints SQL for the indexes that make every filter of a list fast. If Django owns the tables, it also prints them as a
 * Django migration. It does not connect.
 *
 * @returns text for the operator
 * @throws ConfigError for an invalid URL, for a storage without tables, and for names that no table can have
 */
export async function printIndexes(url: string, options: TableOptions = {}): Promise<string> {
  return locate(url).printIndexes(options);
}

/**
 * Checks a URL without connecting.
 *
 * @throws StoreConfigError for an invalid URL
 */
export function checkStoreUrl(url: string): void {
  locate(url);
}

/** @throws StoreConfigError that never repeats the URL */
function locate(url: string): LocatedStore {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new StoreConfigError(withoutScheme(url));
  const kind = KINDS.find(({ schemes }) => schemes.some((known) => isScheme(known, scheme)));
  if (!kind)
    throw new StoreConfigError(`this version cannot read stores of the kind "${scheme}": ${adviceFor(scheme)}`);
  const urls = scheme === 'sentinel' ? url.split(';') : [url];
  if (!urls.every(hasClearPassword)) throw new StoreConfigError(UNCLEAR);
  try {
    return kind.locate(url);
  } catch (error) {
    // the command has different exit codes for a wrong store and for a wrong option
    if (error instanceof ConfigError) throw new StoreConfigError(error.message, { cause: error });
    throw error;
  }
}

function isScheme(known: string, scheme: string): boolean {
  return known.endsWith('+') ? scheme.startsWith(known) : scheme === known;
}
const UNCLEAR =
  'the store URL has a special character that makes its password unclear; ' +
  'write / as %2F, ? as %3F, # as %23, @ as %40 and \\ as %5C in user, password, database and parameters';

const EXPECTED = `expected ${KINDS.flatMap(({ examples }) => examples).join(', ')}`;

/** Returns the error for a text without a scheme. Some result backends of Celery are names, not URLs. */
function withoutScheme(text: string): string {
  if (text === 'django-db')
    return `django-db says that the results are in Django's database, but not where that database is; ${EXPECTED}`;
  if (text === 'django-cache')
    return (
      "results in Django's cache can be read where it is Redis: " +
      'pass its URL, --key-prefix :1: and --serializer pickle'
    );
  return `the store URL has no scheme; ${EXPECTED}`;
}

/** Returns advice for a `result_backend` of an unsupported kind. */
function adviceFor(scheme: string): string {
  if (/^(db|database)\+/.test(scheme))
    return `Celery's own tables are read from PostgreSQL, MySQL, MariaDB and SQLite; ${EXPECTED}`;
  if (scheme === 'redis+sentinel') return 'Celery takes it for one Redis: begin the URL with sentinel://';
  if (scheme === 'valkey' || scheme === 'valkeys')
    return 'Celery does not know it either, and Valkey speaks the protocol of Redis: begin the URL with redis://';
  if (scheme === 'rpc' || scheme === 'amqp') return 'these results are sent as messages, and no storage keeps them';
  return EXPECTED;
}
