import type { ExceptionClasses } from '../codecs/exceptions/classes.ts';
import type { JsonTypes } from '../codecs/json/json-types.ts';
import type { Serializer } from '../codecs/serializers.ts';
import type { PythonVersion } from '../lib/unicode.ts';
import type { Finding } from './finding.ts';
import type { OpenedStore, StoreObserver } from './store.ts';

/**
 * A kind of store, such as the tables of django-celery-results. To add one, export it from a folder in `stores/`, and
 * add a line to `kinds.ts`.
 */
export interface StoreKind {
  /**
   * The schemes of its URLs, in lower case and without `://`. A scheme with a final `+` matches every scheme that
   * begins with it.
   */
  readonly schemes: readonly string[];
  /** One URL of each form, for error messages. */
  readonly examples: readonly string[];
  /**
   * Parses a URL with one of the schemes. It does not connect.
   *
   * @throws ConfigError that never repeats the URL, since it may contain a password
   */
  locate(url: string): LocatedStore;
}

/** A store whose URL is valid. */
export interface LocatedStore {
  /** @throws ConfigError for a wrong location or missing rights; StoreUnavailable when the storage does not answer */
  open(options: StoreOptions): Promise<OpenedStore>;
  /** Examines the storage with bounded reads. A storage that does not answer is a finding. */
  examine(options: DoctorOptions): Promise<readonly Finding[]>;
  /**
   * Creates the missing tables of the storage.
   *
   * @returns the names of the created tables; empty if nothing was missing
   * @throws ConfigError for a kind that has nothing to create; StoreUnavailable when the storage does not answer
   */
  migrate(options: TableOptions): Promise<readonly string[]>;
  /**
   * Prints, installs, removes or examines the triggers that report changes.
   *
   * @returns text for the operator
   * @throws ConfigError for a storage without such triggers; StoreUnavailable when the storage does not answer
   */
  notify(action: NotifyAction, options: TableOptions): Promise<string>;
  /**
   * Prints the indexes that make every filter of a list fast. It does not connect.
   *
   * @returns text for the operator
   * @throws ConfigError for a storage without tables, and for names that no table can have
   */
  printIndexes(options: TableOptions): Promise<string>;
}

export const NOTIFY_ACTIONS = ['print', 'install', 'uninstall', 'status'] as const;
export type NotifyAction = (typeof NOTIFY_ACTIONS)[number];

/** The actions of the command `indexes`. It changes nothing: an operator runs the printed SQL. */
export const INDEXES_ACTIONS = ['print'] as const;

/** The location of the tables. Kinds without tables ignore these options. */
export interface TableOptions {
  /** Prefix of the table names: letters, digits, `_` and `$`. Default: none. */
  readonly tablePrefix?: string;
  /** Schema in PostgreSQL, database in MySQL. Default: the one that the URL names. */
  readonly schema?: string;
  /** Celery's own table of tasks: `database_table_names['task']`. Default `celery_taskmeta`. */
  readonly taskTable?: string;
  /** Celery's own table of groups: `database_table_names['group']`. Default `celery_tasksetmeta`. */
  readonly groupTable?: string;
  /** The schema of Celery's own table of tasks: `database_table_schemas['task']`. Default `schema`. */
  readonly taskSchema?: string;
  /** The schema of Celery's own table of groups: `database_table_schemas['group']`. Default `schema`. */
  readonly groupSchema?: string;
  /**
   * Largest number of characters of an id in tables that `migrate` creates, as
   * `DJANGO_CELERY_RESULTS_TASK_ID_MAX_LENGTH`. Default 255.
   */
  readonly taskIdMaxLength?: number;
}

/** The names of the keys. Kinds without keys ignore these options. */
export interface KeyOptions {
  /** Celery's `global_keyprefix`. Default: none. */
  readonly keyPrefix?: string;
  /** The sentinels' name of the master. Required for a URL with sentinels. */
  readonly sentinelMaster?: string;
}

/** Celery's settings for stored values. */
export interface SerializerOptions {
  /** Celery's `result_serializer`. Default `json`. */
  readonly serializer?: Serializer;
  /** Celery's `accept_content`, as names of serializers. Default: only the serializer. */
  readonly acceptContent?: readonly Serializer[];
}

/** How stored values are decoded. */
export interface DecodeOptions extends SerializerOptions {
  /** The Python release of the Django process. Default: the newest supported release. */
  readonly python?: PythonVersion;
  /**
   * Exception classes of your own project that the Django process has loaded. Or the path of a JSON file with these
   * classes, or of an ES module that exports them as default. Use a path if the classes have functions: large results
   * are decoded in a worker thread, and functions cannot be sent there. Default: none.
   */
  readonly exceptionClasses?: ExceptionClasses | string;
  /**
   * The types that your project registers with `kombu.utils.json.register_type`. Or the path of a file with these
   * types, as for `exceptionClasses`. Default: none.
   */
  readonly jsonTypes?: JsonTypes | string;
}

export interface StoreOptions extends DecodeOptions, TableOptions, KeyOptions {
  /** Milliseconds to wait for a free connection, and again for an answer. Default 2,000. */
  readonly timeout?: number;
  /**
   * Whether statements are prepared once for each connection. Default `auto`: until a pooler in transaction mode is
   * noticed. Stores without SQL ignore it.
   */
  readonly preparedStatements?: 'auto' | 'off';
  /** URL of a replica of the same storage. The replica is read first. Default: none. */
  readonly replica?: string | undefined;
  /** Receives measurements of the connections. Default: none. */
  readonly observer?: StoreObserver;
  /** Receives a warning for the operator. Default: none. */
  readonly warn?: (message: string) => void;
  /** Milliseconds between two checks for changes, if the storage does not report them. Default 1,000. */
  readonly pollInterval?: number;
  /**
   * The time zone of dates that are stored without a time zone, as in Celery's own tables: a name such as
   * `Europe/Berlin`. Default `UTC`.
   */
  readonly celeryTimezone?: string;
}

export interface DoctorOptions extends SerializerOptions, TableOptions, KeyOptions {
  /** As in {@link StoreOptions}. */
  readonly celeryTimezone?: string;
  /** This machine's clock, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}
