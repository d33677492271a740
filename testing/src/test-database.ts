export type DatabaseKind = 'sqlite' | 'postgres' | 'mariadb';

/** What a value for a `?` may be. */
export type Parameter = string | number | bigint | Uint8Array | null;

/** An empty database that belongs to one suite. */
export interface TestDatabase {
  readonly kind: DatabaseKind;
  /** As the server's `--store` takes it: `sqlite:////absolute/path`, `postgres://user@host:port/name`, `mysql://root@127.0.0.1:3306/name`. */
  readonly url: string;
  /**
   * Runs SQL. Without `params` the text may hold several statements; with them it is one, and every `?` stands for a value
   * whatever the database calls its placeholders (so no literal question marks).
   */
  execute(sql: string, params?: readonly Parameter[]): Promise<void>;
  /** Drops the database and everything that was started for it. */
  close(): Promise<void>;
}

/** A database, or why there is none. */
export type Opened = { readonly database: TestDatabase } | { readonly missing: string };
