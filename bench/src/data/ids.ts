// Ids and kinds of rows by their number. `task-sql.ts` computes the same in SQL, so no query is needed to know them.

/** Of every 20 tasks the first has failed, the second has started, and the others have succeeded. */
export const CYCLE = 20;
export const GROUP_SIZE = 100;
const MAX_GROUPS = 10_000;
/** Knuth's multiplier. It is odd, so neighbours get distant and distinct values. */
export const SCATTER = 2_654_435_761;
const WORD = 2 ** 32;

/** The number of rows of each kind. */
export interface Amounts {
  /** Task results: 90 % succeeded, 5 % failed, 5 % started. */
  readonly tasks: number;
  /** Groups of {@link GROUP_SIZE} tasks that have not failed. */
  readonly groups: number;
  /** Further task results, of 100 kB each. */
  readonly large: number;
}

export function amountsOf(rows: number): Amounts {
  return {
    tasks: rows,
    groups: Math.min(MAX_GROUPS, Math.floor(rows / GROUP_SIZE)),
    large: Math.min(500, Math.ceil(rows / GROUP_SIZE)),
  };
}

/** Id of a task by its number, from 0. Its first half spreads the ids over an index, as with random ids. */
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

/** Numbers of a group's tasks, which are neighbours. With many groups, the last ones share tasks with the first. */
export function memberNumbers(group: number, { tasks }: Amounts): readonly number[] {
  const notFailed = Math.floor(tasks / CYCLE) * (CYCLE - 1);
  return Array.from({ length: GROUP_SIZE }, (_, at) => {
    const nth = (group * GROUP_SIZE + at) % notFailed;
    return Math.floor(nth / (CYCLE - 1)) * CYCLE + 1 + (nth % (CYCLE - 1));
  });
}

/** JSON text of a group: its id and parent, and the id and parent of each task. */
export function groupResult(group: number, amounts: Amounts): string {
  const members = memberNumbers(group, amounts).map((task) => `[["${taskId(task)}", null], null]`);
  return `[["${groupId(group)}", null], [${members.join(', ')}]]`;
}

/** Task numbers from the whole table, the same in every run. */
export function someTasks(count: number, { tasks }: Amounts): readonly number[] {
  return Array.from({ length: count }, (_, at) => scatter(at + 1) % tasks);
}
