import type { Database } from '../options.ts';

/** How a database says what `task-sql.ts` needs. `n` is a column of whole numbers. */
export interface Dialect {
  /** What comes before INSERT; where n is from. Both ends are included. */
  readonly series: (first: number, last: number) => { readonly before: string; readonly from: string };
  /** So many lower-case hexadecimal digits. */
  readonly hex: (number: string, digits: number) => string;
  /** So many decimal digits. */
  readonly digits: (number: string, digits: number) => string;
  /** A moment n seconds after the first, in its column's form. */
  readonly moment: (seconds: string) => string;
  /** Said once, before. */
  readonly prepare?: string;
  /** Said once, after. */
  readonly settle: string;
}

/** 2026-01-02 03:04:05.678901 UTC. */
const FIRST = '2026-01-02 03:04:05.678901';
const FIRST_SECONDS = Date.UTC(2026, 0, 2, 3, 4, 5) / 1_000;

export const DIALECTS: Readonly<Record<Database, Dialect>> = {
  postgres: {
    series: (first, last) => ({ before: '', from: `generate_series(${first}::bigint, ${last}::bigint) AS series(n)` }),
    hex: (number, digits) => `lpad(to_hex(${number}), ${digits}, '0')`,
    digits: (number, digits) => `lpad((${number})::text, ${digits}, '0')`,
    moment: (seconds) => `TIMESTAMPTZ '${FIRST}+00' + (${seconds}) * interval '1 second'`,
    settle: 'VACUUM ANALYZE',
  },
  mariadb: {
    series: (first, last) => ({ before: '', from: `(SELECT seq AS n FROM seq_${first}_to_${last}) AS series` }),
    hex: (number, digits) => `LOWER(LPAD(HEX(${number}), ${digits}, '0'))`,
    digits: (number, digits) => `LPAD(${number}, ${digits}, '0')`,
    moment: (seconds) => `TIMESTAMP('${FIRST}') + INTERVAL (${seconds}) SECOND`,
    // || joins texts elsewhere
    prepare: "SET SESSION sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT')",
    settle: 'ANALYZE TABLE django_celery_results_taskresult, django_celery_results_groupresult',
  },
  sqlite: {
    series: (first, last) => ({
      before: `WITH RECURSIVE series(n) AS (SELECT ${first} UNION ALL SELECT n + 1 FROM series WHERE n < ${last})`,
      from: 'series',
    }),
    hex: (number, digits) => `printf('%0${digits}x', ${number})`,
    digits: (number, digits) => `printf('%0${digits}d', ${number})`,
    moment: (seconds) => `strftime('%Y-%m-%d %H:%M:%S', ${FIRST_SECONDS} + (${seconds}), 'unixepoch') || '.678901'`,
    // as docs/deploying.md tells operators
    prepare: 'PRAGMA journal_mode = WAL',
    settle: 'ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)',
  },
};
