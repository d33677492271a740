import type { Knex } from 'knex';

/**
 * Connections of one process. With more, queries only wait in the database: 2 to 4 are best on two cores
 * (bench/README.md).
 */
export const POOL_SIZE = 4;

/** The options of every dialect's `connect`. */
export interface SessionOptions {
  readonly write: boolean;
  /** Milliseconds to wait for a free connection, and again for a statement. */
  readonly timeout: number;
  /** Connections of the pool. */
  readonly connections: number;
}

/** Knex's options that are the same for every dialect. */
export function commonOptions({
  timeout,
  connections,
}: SessionOptions): Pick<Knex.Config, 'log' | 'acquireConnectionTimeout' | 'compileSqlOnError' | 'pool'> {
  return {
    log: SILENT,
    acquireConnectionTimeout: timeout,
    // otherwise the message of an error would contain the ids
    compileSqlOnError: false,
    pool: { min: 0, max: connections, createTimeoutMillis: timeout },
  };
}

/** Knex prints connection errors. Here they are thrown, and the HTTP layer logs them once. */
const SILENT: Knex.Logger = { warn: ignore, error: ignore, deprecate: ignore, debug: ignore };

function ignore(): void {}
