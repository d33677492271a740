import type { FailureGroupV1 } from '@celery-results/client/protocol';
import type { TaskRecord } from '../../stores/record.ts';
import type { IndexRow } from '../../stores/task-index.ts';
import { errorOf } from '../task-item.ts';

/** Largest number of groups in the answer. */
const MAX_GROUPS = 50;
const MAX_MESSAGE_CHARS = 200;

/** Groups failures by name, exception class and message, the most frequent ones first. */
export function groupFailures(
  rows: readonly IndexRow[],
  records: ReadonlyMap<string, TaskRecord>,
): readonly FailureGroupV1[] {
  const failures = rows.map((row) => {
    const { exc, error } = errorOf(records.get(row.id));
    return { row, name: row.name ?? null, exc, message: error === null ? null : withoutIds(error) };
  });
  const groups = Map.groupBy(failures, ({ name, exc, message }) => JSON.stringify([name, exc, message]));
  return [...groups.values()]
    .flatMap((group) => {
      const [newest] = group;
      if (!newest) return [];
      const { name, exc, message, row } = newest;
      const first = group.at(-1)?.row.dateDone ?? null;
      return [{ name, exc, message, count: group.length, first, last: row.dateDone ?? null, example: row.id }];
    })
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MAX_GROUPS);
}

/** Groups by name only, for a client that may not see errors: the number of groups would reveal their variety. */
export function hideErrors(groups: readonly FailureGroupV1[]): readonly FailureGroupV1[] {
  return [...Map.groupBy(groups, ({ name }) => name).values()]
    .flatMap((all) => {
      const newest = all.toSorted((a, b) => ((a.last ?? '') < (b.last ?? '') ? 1 : -1))[0];
      if (!newest) return [];
      const [first = null] = all.flatMap((one) => one.first ?? []).toSorted();
      const count = all.reduce((sum, one) => sum + one.count, 0);
      return [{ ...newest, exc: null, message: null, count, first }];
    })
    .toSorted((a, b) => b.count - a.count);
}

/** Removes the parts of a message that differ between tasks: ids, addresses in memory and numbers. */
function withoutIds(message: string): string {
  return message
    .replace(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi, '…')
    .replace(/\b(?:0x)?(?=[a-f]*\d)[\da-f]{8,}\b/gi, '…')
    .replace(/\d+/g, '#')
    .slice(0, MAX_MESSAGE_CHARS);
}
