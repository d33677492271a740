import type { TestDatabase } from '@celery-results/testing';
import { DIALECTS } from './dialects.ts';
import { forEachBatch, GENERATED_ROWS } from './fill-batches.ts';
import { type Amounts, groupId, groupResult, largeId } from './ids.ts';
import { largeResult } from './large-result.ts';
import { taskFields } from './task-sql.ts';

const DIALECT = DIALECTS.postgres;

/** Fills Celery's own tables in PostgreSQL with the same tasks and groups as `fill` does those of Django. */
export async function fillSqlAlchemy(database: TestDatabase, amounts: Amounts): Promise<void> {
  for (let first = 0; first < amounts.tasks; first += GENERATED_ROWS)
    await database.execute(taskSql(first, Math.min(first + GENERATED_ROWS, amounts.tasks) - 1));
  const large = (n: number): string =>
    `(${amounts.tasks + n + 1}, '${largeId(n)}', 'SUCCESS', ${bytes(`'${largeResult(n)}'`)}, ${time(String(n))})`;
  await forEachBatch(amounts.large, (numbers) =>
    database.execute(
      `INSERT INTO celery_taskmeta (id, task_id, status, result, date_done) VALUES ${numbers.map(large).join(',')}`,
    ),
  );
  const group = (n: number): string =>
    `(${n + 1}, '${groupId(n)}', ${bytes(`'${groupResult(n, amounts)}'`)}, ${time(String(n))})`;
  await forEachBatch(amounts.groups, (numbers) =>
    database.execute(
      `INSERT INTO celery_tasksetmeta (id, taskset_id, result, date_done) VALUES ${numbers.map(group).join(',')}`,
    ),
  );
  await database.execute(DIALECT.finish);
}

function taskSql(first: number, last: number): string {
  const { from } = DIALECT.series(first, last);
  const { id, status, result, traceback } = taskFields(DIALECT);
  return `INSERT INTO celery_taskmeta (id, task_id, status, result, traceback, date_done)
    SELECT n + 1, ${id}, ${status}, ${bytes(result)}, ${traceback}, ${time('n + 9')} FROM ${from}`;
}

function bytes(text: string): string {
  return `convert_to(${text}, 'UTF8')`;
}

/** Celery's columns have no time zone. */
function time(seconds: string): string {
  return `(${DIALECT.time(seconds)}) AT TIME ZONE 'UTC'`;
}
