import { ConfigError } from '../../problems/errors.ts';

/** The names of Celery's keys in Redis. */
export interface Keys {
  task(id: string): string;
  group(id: string): string;
  /** A key of the chord that waits for a group. */
  chord(id: string, part: ChordPart): string;
}

/** The number of tasks of its header, of those that were added later, and the results that are there. */
export type ChordPart = 'size' | 'added' | 'results';

const TASK = 'celery-task-meta-';
const GROUP = 'celery-taskset-meta-';
const CHORD_PARTS: Readonly<Record<ChordPart, string>> = { size: '.s', added: '.t', results: '.j' };

/**
 * Names the keys that a Celery app with this `global_keyprefix` writes. Like Celery, it puts `_` behind a prefix that
 * ends in none of `:`, `_`, `-` and `.`.
 *
 * @throws ConfigError for a prefix with characters that no setting can hold
 */
export function keysOf(prefix = ''): Keys {
  if (prefix.includes('\0') || !prefix.isWellFormed())
    throw new ConfigError("--key-prefix should be the text of Celery's global_keyprefix");
  const start = prefix === '' || /[:_.-]$/.test(prefix) ? prefix : `${prefix}_`;
  const group = (id: string): string => `${start}${GROUP}${id}`;
  return { task: (id) => `${start}${TASK}${id}`, group, chord: (id, part) => group(id) + CHORD_PARTS[part] };
}
