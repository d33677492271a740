import type { TestDatabase } from '@celery-results/testing';
import { DIALECTS, type Dialect, FIRST_SECONDS } from '../data/dialects.ts';
import { GENERATED_ROWS } from '../data/fill-batches.ts';
import { TASK_TABLE, taskFields } from '../data/task-sql.ts';

/** Seconds over which the rows are spread. The last one ends now. */
export const HISTORY_SECONDS: number = 30 * 86_400;
/** A state, a name, a worker and a periodic task that only some rows of the oldest tenth have. */
export const RARE = { status: 'REVOKED', name: 'shop.rare', worker: 'rare@shop', periodic: 'rare' } as const;

const COLUMNS = `(task_id, task_name, periodic_task_name, status, worker, content_type, content_encoding, result, meta,
  traceback, date_created, date_started, date_done)`;

/**
 * Fills the table of tasks with a month of history: 5 % FAILURE with a traceback of 2 kB, 20 STARTED, the others
 * SUCCESS. Half of the rows have one name, the others one of ten; eight workers; every 200th row is periodic.
 */
export async function fillLists(database: TestDatabase, rows: number): Promise<void> {
  const dialect = DIALECTS[database.kind];
  if (dialect.prepare !== undefined) await database.execute(dialect.prepare);
  for (let first = 0; first < rows; first += GENERATED_ROWS)
    await database.execute(rowsSql(dialect, { first, last: Math.min(first + GENERATED_ROWS, rows) - 1, rows }));
  await database.execute(dialect.finish);
}

interface Part {
  readonly first: number;
  readonly last: number;
  /** Of all parts. */
  readonly rows: number;
}

function rowsSql(dialect: Dialect, { first, last, rows }: Part): string {
  const { before, from } = dialect.series(first, last);
  const { id, result, traceback } = taskFields(dialect);
  const isRare = `n < ${Math.ceil(rows / 10)} AND n % 20000 = 2`;
  const orRare = (rare: string, usual: string): string => `CASE WHEN ${isRare} THEN '${rare}' ELSE ${usual} END`;
  const start = Math.floor(Date.now() / 1_000) - HISTORY_SECONDS - FIRST_SECONDS;
  const time = (secondsBefore: string): string =>
    dialect.time(`${start} + n * ${HISTORY_SECONDS} / ${rows} - (${secondsBefore})`);
  const status = `CASE WHEN n >= ${rows - 20} THEN 'STARTED' WHEN n % 20 = 0 THEN 'FAILURE' ELSE 'SUCCESS' END`;
  return `${before} INSERT INTO ${TASK_TABLE} ${COLUMNS} SELECT ${id},
    ${orRare(RARE.name, `CASE n % 2 WHEN 0 THEN 'shop.mail' ELSE 'shop.task' || ${dialect.digits('n % 20', 2)} END`)},
    ${orRare(RARE.periodic, `CASE n % 200 WHEN 0 THEN 'nightly' END`)},
    ${orRare(RARE.status, status)},
    ${orRare(RARE.worker, `'worker' || ${dialect.digits('n % 8', 1)} || '@shop'`)},
    'application/json', 'utf-8', ${result}, '{"children": []}', ${traceback},
    ${time('n % 40 + 1')}, ${time('n % 40')}, ${time('0')} FROM ${from}`;
}
