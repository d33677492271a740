export type DatabaseKind = 'sqlite' | 'postgres' | 'mariadb';

/** A value for a `?`. */
export type Parameter = string | number | bigint | Uint8Array | null;

/** A database that belongs to one suite, empty at first. */
export interface TestDatabase {
  readonly kind: DatabaseKind;
  /**
   * The URL for the server's `--store`: `sqlite:////absolute/path`, `postgres://user@host:port/name`,
   * `mysql://user@host:port/name`.
   */
  readonly url: string;
  /**
   * Runs SQL. Without `params` the text may contain several statements. With them it is one statement, and every `?` is
   * a placeholder, on all databases: the text may contain no other question mark.
   */
  execute(sql: string, params?: readonly Parameter[]): Promise<void>;
  /** Drops the database, and stops servers that were started for it. */
  close(): Promise<void>;
}

/** A database, or the reason for its absence. */
export type DatabaseOrReason = { readonly database: TestDatabase } | { readonly missing: string };
