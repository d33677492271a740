import type { TestDatabase } from '@celery-results/testing';
import { DIALECTS } from './dialects.ts';
import { forEachBatch, GENERATED_ROWS } from './fill-batches.ts';
import { type Amounts, groupId, groupResult, largeId } from './ids.ts';
import { largeResult } from './large-result.ts';
import { GROUP_TABLE, META, TASK_COLUMNS, TASK_TABLE, taskSql } from './task-sql.ts';

/** Fills the tables with rows like those of Celery. */
export async function fill(database: TestDatabase, amounts: Amounts): Promise<void> {
  const dialect = DIALECTS[database.kind];
  if (dialect.prepare !== undefined) await database.execute(dialect.prepare);
  for (let first = 0; first < amounts.tasks; first += GENERATED_ROWS)
    await database.execute(taskSql(dialect, first, Math.min(first + GENERATED_ROWS, amounts.tasks) - 1));
  const time = (number: number): string => dialect.time(String(number));
  await forEachBatch(amounts.large, (numbers) =>
    database.execute(
      `INSERT INTO ${TASK_TABLE} ${TASK_COLUMNS} VALUES ${numbers.map((n) => largeRow(n, time)).join(',')}`,
    ),
  );
  await forEachBatch(amounts.groups, (numbers) =>
    database.execute(
      `INSERT INTO ${GROUP_TABLE} (group_id, content_type, content_encoding, result, date_created, date_done)
       VALUES ${numbers.map((n) => groupRow(n, amounts, time)).join(',')}`,
    ),
  );
  await database.execute(dialect.finish);
}

function largeRow(number: number, time: (number: number) => string): string {
  return `('${largeId(number)}', 'reports.tasks.table', '"()"', '"{}"', 'SUCCESS', 'worker1@reports',
    'application/json', 'utf-8', '${largeResult(number)}', '${META}', NULL,
    ${time(number)}, ${time(number + 1)}, ${time(number + 9)})`;
}

function groupRow(number: number, amounts: Amounts, time: (number: number) => string): string {
  const result = groupResult(number, amounts);
  return `('${groupId(number)}', 'application/json', 'utf-8', '${result}', ${time(number)}, ${time(number + 9)})`;
}
