import { ConfigError } from '../../problems/errors.ts';

/** The names of Celery's keys in Redis. */
export interface Keys {
  task(id: string): string;
  group(id: string): string;
  /** A key of the chord that waits for a group. */
  chord(id: string, part: ChordPart): string;
}

/** The keys of a chord: the number of tasks in its header, the number of tasks added later, and the results so far. */
export type ChordPart = 'size' | 'added' | 'results';

const TASK = 'celery-task-meta-';
const GROUP = 'celery-taskset-meta-';
const CHORD_PARTS: Readonly<Record<ChordPart, string>> = { size: '.s', added: '.t', results: '.j' };

/**
 * Names the keys that a Celery app with this `global_keyprefix` writes. Like Celery, it appends `_` to the prefix,
 * unless the prefix ends in `:`, `_`, `-` or `.`.
 *
 * @throws ConfigError for a prefix with characters that a setting cannot contain
 */
export function keysOf(prefix = ''): Keys {
  if (prefix.includes('\0') || !prefix.isWellFormed())
    throw new ConfigError("--key-prefix should be the text of Celery's global_keyprefix");
  const start = prefix === '' || /[:_.-]$/.test(prefix) ? prefix : `${prefix}_`;
  const group = (id: string): string => `${start}${GROUP}${id}`;
  return { task: (id) => `${start}${TASK}${id}`, group, chord: (id, part) => group(id) + CHORD_PARTS[part] };
}
