/**
 * Which rows there are, by number. The same arithmetic is written in SQL where the rows are made (`task-sql.ts`), so an id or the kind
 * of a row is known here without asking.
 */

/** Of every 20 tasks the first failed, the second has started, the others succeeded. */
export const CYCLE = 20;
export const GROUP_SIZE = 100;
const MOST_GROUPS = 10_000;
/** Knuth's multiplier: odd, so that neighbours are far apart and no two are the same. */
export const SCATTER = 2_654_435_761;
const WORD = 2 ** 32;

/** How many rows of each kind there are. */
export interface Amounts {
  /** Task results: 90 % succeeded, 5 % failed, 5 % started. */
  readonly tasks: number;
  /** Of {@link GROUP_SIZE} tasks that have not failed. */
  readonly groups: number;
  /** More task results, of 100 kB each. */
  readonly large: number;
}

export function amountsOf(rows: number): Amounts {
  return {
    tasks: rows,
    groups: Math.min(MOST_GROUPS, Math.floor(rows / GROUP_SIZE)),
    large: Math.min(500, Math.ceil(rows / GROUP_SIZE)),
  };
}

/** Id of a task by its number, from 0 on; its first half scatters it in an index as random ids are. */
export function taskId(number: number): string {
  return uuid(scatter(number), '4a7e', number);
}

/** Id of a task with a large result. */
export function largeId(number: number): string {
  return uuid(scatter(number), '4b16', number);
}

export function groupId(number: number): string {
  return uuid(scatter(number), '4c01', number);
}

function scatter(number: number): number {
  return (number * SCATTER) % WORD;
}

function uuid(first: number, kind: string, last: number): string {
  return `${hex(first, 8)}-0000-${kind}-8000-${hex(last, 12)}`;
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}

/** Numbers of a group's tasks: neighbours, as they were sent together. Where groups are many, the last ones share tasks with the first. */
export function memberNumbers(group: number, { tasks }: Amounts): readonly number[] {
  const unfailed = Math.floor(tasks / CYCLE) * (CYCLE - 1);
  return Array.from({ length: GROUP_SIZE }, (_, at) => {
    const nth = (group * GROUP_SIZE + at) % unfailed;
    return Math.floor(nth / (CYCLE - 1)) * CYCLE + 1 + (nth % (CYCLE - 1));
  });
}

/** Task numbers from anywhere in the table, the same in every run. */
export function someTasks(count: number, { tasks }: Amounts): readonly number[] {
  return Array.from({ length: count }, (_, at) => scatter(at + 1) % tasks);
}
