import type { StoredRow } from './stored-row.ts';

/** Bytes at the end of a value that are searched for the date. */
export const TAIL_BYTES = 1_024;

const DATE = '"date_done": "';
const VALUE = /^[\dT:.+-]{26,40}(?=")/;

/** The version of a stored task: its length and its date. Undefined if {@link versionOfTail} finds no date. */
export function versionOf({ value, bytes }: StoredRow): string | undefined {
  if (typeof value !== 'string' || bytes === undefined) return undefined;
  return versionOfTail(value.slice(-TAIL_BYTES), bytes);
}

/**
 * The version of a stored task, from the end of its JSON. Celery sets `date_done`, in microseconds, with every write of
 * a final state. Tasks in other states have no date and no version.
 *
 * @param bytes number of bytes of the complete value
 */
export function versionOfTail(tail: string, bytes: number): string | undefined {
  const at = tail.lastIndexOf(DATE);
  if (at < 0) return undefined;
  const date = VALUE.exec(tail.slice(at + DATE.length))?.[0];
  if (date === undefined || !closesOnce(tail.slice(at + DATE.length + date.length + 1))) return undefined;
  return `${bytes} ${date}`;
}

/**
 * Matches strings and brackets. An unterminated string extends to the end of the text, which keeps the search linear.
 */
const OUTSIDE_STRINGS = /"(?:[^"\\]|\\(?:.|$))*(?:"|$)|[{}[\]]/gs;

/**
 * Whether a text closes one more container than it opens, at its end. Then the key before the text belongs to the task
 * itself.
 */
function closesOnce(text: string): boolean {
  let depth = 1;
  for (const [token] of text.matchAll(OUTSIDE_STRINGS)) {
    if (depth === 0) return false;
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
  }
  return depth === 0;
}
