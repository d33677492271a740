import type { TestDatabase } from '@celery-results/testing';
import { DIALECTS } from './dialects.ts';
import { type Amounts, groupId, largeId, memberNumbers, taskId } from './ids.ts';
import { largeResult } from './large-result.ts';
import { GROUP_TABLE, META, TASK_COLUMNS, TASK_TABLE, taskSql } from './task-sql.ts';

/** Rows of one statement: few enough for a transaction to stay small. */
const CHUNK = 50_000;
const WRITTEN_OUT = 20;

/** Fills the tables that Django's migrations made, as Celery would have. */
export async function fill(database: TestDatabase, amounts: Amounts): Promise<void> {
  const dialect = DIALECTS[database.kind];
  if (dialect.prepare !== undefined) await database.execute(dialect.prepare);
  for (let first = 0; first < amounts.tasks; first += CHUNK)
    await database.execute(taskSql(dialect, first, Math.min(first + CHUNK, amounts.tasks) - 1));
  const when = (number: number): string => dialect.moment(String(number));
  await inChunks(amounts.large, (numbers) =>
    database.execute(
      `INSERT INTO ${TASK_TABLE} ${TASK_COLUMNS} VALUES ${numbers.map((n) => largeRow(n, when)).join(',')}`,
    ),
  );
  await inChunks(amounts.groups, (numbers) =>
    database.execute(
      `INSERT INTO ${GROUP_TABLE} (group_id, content_type, content_encoding, result, date_created, date_done)
       VALUES ${numbers.map((n) => groupRow(n, amounts, when)).join(',')}`,
    ),
  );
  await database.execute(dialect.settle);
}

async function inChunks(count: number, write: (numbers: readonly number[]) => Promise<void>): Promise<void> {
  for (let first = 0; first < count; first += WRITTEN_OUT)
    await write(Array.from({ length: Math.min(WRITTEN_OUT, count - first) }, (_, at) => first + at));
}

function largeRow(number: number, when: (number: number) => string): string {
  return `('${largeId(number)}', 'reports.tasks.table', '"()"', '"{}"', 'SUCCESS', 'worker1@reports', 'application/json', 'utf-8',
    '${largeResult(number)}', '${META}', NULL, ${when(number)}, ${when(number + 1)}, ${when(number + 9)})`;
}

/** Celery saves a group as its id and parent, and those of each task. */
function groupRow(number: number, amounts: Amounts, when: (number: number) => string): string {
  const members = memberNumbers(number, amounts).map((task) => `[["${taskId(task)}", null], null]`);
  const result = `[["${groupId(number)}", null], [${members.join(', ')}]]`;
  return `('${groupId(number)}', 'application/json', 'utf-8', '${result}', ${when(number)}, ${when(number + 9)})`;
}
