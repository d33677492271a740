import type { TaskRecord } from '../stores/record.ts';
import { type TaskEntryV1, toTaskEntry } from './task-v1.ts';

export interface EntryLimits {
  /** Largest number of characters of one result. */
  readonly resultLimit: number;
  /** Characters of all sent entries together; when they are used up, results are left out. */
  readonly answerLimit: number;
}

/** The entries of a batch's tasks. A task may be in several groups. */
export interface BatchEntries {
  /** Returns the entry with its result, to compare it with the client's etag. */
  whole(id: string): TaskEntryV1;
  /** Returns the entry as it is sent: without its result if the answer is full. */
  sent(id: string): TaskEntryV1;
}

/** A shorter result is sent even if the answer is full: the text that replaces a result is as long. */
const MIN_RESULT_CHARS = 64;

export function createEntries(records: ReadonlyMap<string, TaskRecord>, limits: EntryLimits): BatchEntries {
  const whole = new Map<string, TaskEntryV1>();
  const short = new Map<string, TaskEntryV1>();
  let sentChars = 0;
  const entryOf = (id: string, made: Map<string, TaskEntryV1>, resultLimit: number): TaskEntryV1 => {
    const entry = made.get(id) ?? toTaskEntry(id, records.get(id), resultLimit);
    made.set(id, entry);
    return entry;
  };
  return {
    whole: (id) => entryOf(id, whole, limits.resultLimit),
    sent: (id) => {
      const entry = entryOf(id, whole, limits.resultLimit);
      const length = lengthOf(entry);
      if (sentChars + length <= limits.answerLimit) {
        sentChars += length;
        return entry;
      }
      return entryOf(id, short, Math.min(limits.resultLimit, MIN_RESULT_CHARS));
    },
  };
}

function lengthOf({ parts }: TaskEntryV1): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
