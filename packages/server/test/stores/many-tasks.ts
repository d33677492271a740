import type { DatabaseKind, TestDatabase } from '@celery-results/testing';
import { TASK_TABLE } from './django-rows.ts';

/** SQL over the numbers 1 to `count`, which are a column `n`. */
interface Numbers {
  rows(count: number): string;
  /** The date that many seconds into 2026. */
  readonly date: string;
  id(n: string): string;
}

const NUMBERS: Readonly<Record<DatabaseKind, Numbers>> = {
  sqlite: {
    rows: (count) =>
      `(WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < ${count}) SELECT n FROM r) AS numbers`,
    date: "datetime('2026-01-01', '+' || n || ' seconds')",
    id: (n) => `'task-' || ${n}`,
  },
  postgres: {
    rows: (count) => `generate_series(1, ${count}) AS numbers(n)`,
    date: "timestamptz '2026-01-01 00:00:00Z' + n * interval '1 second'",
    id: (n) => `'task-' || ${n}`,
  },
  mariadb: {
    rows: (count) => `(SELECT seq AS n FROM seq_1_to_${count}) AS numbers`,
    date: "'2026-01-01' + INTERVAL n SECOND",
    id: (n) => `concat('task-', ${n})`,
  },
};

/**
 * Inserts tasks `task-1`, `task-2` …, each changed a second after the one before, the first at 2026-01-01T00:00:01Z.
 * Every 50th failed and every 5,000th was revoked. Every 200th has the name `shop.rare`, the worker `rare@host` and the
 * periodic task `nightly`. The others have one of ten names and three workers.
 */
export async function insertManyTasks({ kind, execute }: TestDatabase, count: number): Promise<void> {
  const { rows, date, id } = NUMBERS[kind];
  const text = (start: string, n: string, end = ''): string =>
    kind === 'mariadb' ? `concat('${start}', ${n}, '${end}')` : `'${start}' || (${n}) || '${end}'`;
  await execute(`INSERT INTO ${TASK_TABLE}
    (task_id, status, content_type, content_encoding, result, date_created, date_done, task_name, worker,
     periodic_task_name)
    SELECT ${id('n')},
      CASE WHEN n % 5000 = 0 THEN 'REVOKED' WHEN n % 50 = 0 THEN 'FAILURE' ELSE 'SUCCESS' END,
      'application/json', 'utf-8', '1', ${date}, ${date},
      CASE WHEN n % 200 = 0 THEN 'shop.rare' ELSE ${text('shop.task', 'n % 10')} END,
      CASE WHEN n % 200 = 0 THEN 'rare@host' ELSE ${text('worker', 'n % 3', '@host')} END,
      CASE WHEN n % 200 = 0 THEN 'nightly' END
    FROM ${rows(count)}`);
  await execute(kind === 'mariadb' ? `ANALYZE TABLE ${TASK_TABLE}` : `ANALYZE ${TASK_TABLE}`);
}
