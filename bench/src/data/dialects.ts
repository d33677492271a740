import type { SqlDatabase } from '../options.ts';

/** The SQL of one database for `task-sql.ts`. The column `n` is an integer. */
export interface Dialect {
  /** A series of n, with both ends: the SQL before INSERT, and that after FROM. */
  readonly series: (first: number, last: number) => { readonly before: string; readonly from: string };
  /** A number as this many lower-case hexadecimal digits. */
  readonly hex: (number: string, digits: number) => string;
  /** A number as this many decimal digits. */
  readonly digits: (number: string, digits: number) => string;
  /** The time that is this many seconds after the first, in its column's form. */
  readonly time: (seconds: string) => string;
  /** Runs once, before the rows are inserted. */
  readonly prepare?: string;
  /** Runs once, after the rows are inserted. */
  readonly finish: string;
}

/** UTC. */
const FIRST_TIME = '2026-01-02 03:04:05.678901';
/** The same without its fraction, in seconds since 1970. */
export const FIRST_SECONDS: number = Date.UTC(2026, 0, 2, 3, 4, 5) / 1_000;

export const DIALECTS: Readonly<Record<SqlDatabase, Dialect>> = {
  postgres: {
    series: (first, last) => ({ before: '', from: `generate_series(${first}::bigint, ${last}::bigint) AS series(n)` }),
    hex: (number, digits) => `lpad(to_hex(${number}), ${digits}, '0')`,
    digits: (number, digits) => `lpad((${number})::text, ${digits}, '0')`,
    time: (seconds) => `TIMESTAMPTZ '${FIRST_TIME}+00' + (${seconds}) * interval '1 second'`,
    finish: 'VACUUM ANALYZE',
  },
  mariadb: {
    series: (first, last) => ({ before: '', from: `(SELECT seq AS n FROM seq_${first}_to_${last}) AS series` }),
    hex: (number, digits) => `LOWER(LPAD(HEX(${number}), ${digits}, '0'))`,
    digits: (number, digits) => `LPAD(${number}, ${digits}, '0')`,
    time: (seconds) => `TIMESTAMP('${FIRST_TIME}') + INTERVAL (${seconds}) SECOND`,
    // || joins texts in the other databases
    prepare: "SET SESSION sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT')",
    finish: 'ANALYZE TABLE django_celery_results_taskresult, django_celery_results_groupresult',
  },
  sqlite: {
    series: (first, last) => ({
      before: `WITH RECURSIVE series(n) AS (SELECT ${first} UNION ALL SELECT n + 1 FROM series WHERE n < ${last})`,
      from: 'series',
    }),
    hex: (number, digits) => `printf('%0${digits}x', ${number})`,
    digits: (number, digits) => `printf('%0${digits}d', ${number})`,
    time: (seconds) => `strftime('%Y-%m-%d %H:%M:%S', ${FIRST_SECONDS} + (${seconds}), 'unixepoch') || '.678901'`,
    // docs/deploying.md recommends this
    prepare: 'PRAGMA journal_mode = WAL',
    finish: 'ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)',
  },
};
