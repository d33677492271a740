import type { ExceptionClasses } from '../codecs/exceptions/classes.ts';
import type { JsonTypes } from '../codecs/json/json-types.ts';
import type { Serializer } from '../codecs/serializers.ts';
import type { PythonVersion } from '../lib/unicode.ts';
import type { Finding } from './finding.ts';
import type { OpenedStore, StoreObserver } from './store.ts';

/**
 * A kind of store, such as the tables of django-celery-results. A new kind is a folder in `stores/` that exports one,
 * and a line in `kinds.ts`.
 */
export interface StoreKind {
  /**
   * The schemes of its URLs, in lower case and without `://`. One with a final `+` stands for every scheme that begins
   * with it.
   */
  readonly schemes: readonly string[];
  /** One URL of each form, for error messages. */
  readonly examples: readonly string[];
  /**
   * Parses a URL with one of the schemes; connects to nothing.
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
   * Creates what the storage lacks.
   *
   * @returns the names of the created tables; empty when nothing was missing
   * @throws ConfigError for a kind that has nothing to create; StoreUnavailable when the storage does not answer
   */
  migrate(options: TableOptions): Promise<readonly string[]>;
  /**
   * Does something about triggers that report changes.
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

/** What the command `indexes` does. It changes nothing: an operator runs what it prints. */
export const INDEXES_ACTIONS = ['print'] as const;

/** Where the tables are. Kinds without tables ignore these options. */
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
   * Characters of an id in tables that `migrate` creates, as `DJANGO_CELERY_RESULTS_TASK_ID_MAX_LENGTH`. Default 255.
   */
  readonly taskIdMaxLength?: number;
}

/** Where the keys are. Kinds without keys ignore these options. */
export interface KeyOptions {
  /** Celery's `global_keyprefix`. Default: none. */
  readonly keyPrefix?: string;
  /** The name by which sentinels know the master. Needed for a URL with sentinels. */
  readonly sentinelMaster?: string;
}

/** Celery's settings about what is stored. */
export interface SerializerOptions {
  /** Celery's `result_serializer`. Default `json`. */
  readonly serializer?: Serializer;
  /** Celery's `accept_content`, as names of serializers. Default: the serializer alone. */
  readonly acceptContent?: readonly Serializer[];
}

/** How stored values are decoded. */
export interface DecodeOptions extends SerializerOptions {
  /** The release of Python of the Django process. Default: the newest that is known. */
  readonly python?: PythonVersion;
  /**
   * Exception classes of your own project that Django would know. Or the path of a JSON file that has them, or of an ES
   * module whose default export they are. A path is needed where the classes have functions. Large results are decoded
   * in a worker thread, and functions cannot be sent there. Default: none.
   */
  readonly exceptionClasses?: ExceptionClasses | string;
  /**
   * The types that your project registers with `kombu.utils.json.register_type`. Or the path of a file that has them,
   * as for `exceptionClasses`. Default: none.
   */
  readonly jsonTypes?: JsonTypes | string;
}

export interface StoreOptions extends DecodeOptions, TableOptions, KeyOptions {
  /** Milliseconds to wait for a free connection, and again for an answer. Default 2,000. */
  readonly timeout?: number;
  /**
   * Whether statements are prepared once for each connection. Default `auto`: until a pooler in transaction mode is
   * noticed. Kinds that are no SQL database ignore it.
   */
  readonly preparedStatements?: 'auto' | 'off';
  /** URL of a replica of the same storage, which is read first. Default: none. */
  readonly replica?: string | undefined;
  /** Receives measurements of the connections. Default: none. */
  readonly observer?: StoreObserver;
  /** Receives a sentence that an operator should read. Default: none. */
  readonly warn?: (message: string) => void;
  /** Milliseconds between two looks for changes, where the storage does not report them. Default 1,000. */
  readonly pollInterval?: number;
  /**
   * The time zone of dates that are stored without one, as Celery's own tables store them: a name such as
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
