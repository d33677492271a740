import type { ScopedStore } from '../access/access.ts';
import { forEachYielding } from '../lib/for-each-yielding.ts';
import { MemoryExceeded } from '../problems/errors.ts';
import { rowBytes } from '../stores/read-size.ts';
import type { TaskRecord } from '../stores/record.ts';
import { textLength } from '../stores/record-length.ts';
import type { Include, ReadLimits } from '../stores/store.ts';

export interface ReadTasksOptions extends Partial<ReadLimits> {
  readonly include?: Include;
}

/** Largest number of ids in one read. More ids are read in several reads, one after the other, to limit memory. */
const MAX_IDS = 20_000;

/**
 * A read of fewer ids reserves no memory: its rows are a megabyte or two, and few such queries run at the same time.
 */
const MAX_UNCOUNTED_IDS = 100;

/**
 * Reads tasks within the memory of the store. A query of many ids first reserves memory for the largest possible rows,
 * and then releases the unused part.
 *
 * @throws MemoryExceeded
 */
export async function readTasks(
  store: ScopedStore,
  ids: readonly string[],
  { include, memory = store.memory, ...others }: ReadTasksOptions = {},
): Promise<ReadonlyMap<string, TaskRecord>> {
  const limits = { ...others, memory };
  if (ids.length <= MAX_UNCOUNTED_IDS) return store.tasks(ids, include, limits);
  const all = new Map<string, TaskRecord>();
  for (let at = 0; at < ids.length; at += MAX_IDS) {
    const part = ids.slice(at, at + MAX_IDS);
    const bytes = part.length * rowBytes(part.length);
    if (!(await store.memory.take(bytes)))
      throw new MemoryExceeded('there is no memory left for so many tasks; ask again later');
    const records = await store.tasks(part, include, limits);
    store.memory.give(bytes - Math.min(bytes, bytesWithRows(records.values(), part.length)));
    if (part.length === ids.length) return records;
    await forEachYielding(records, ([id, record]) => all.set(id, record));
  }
  return all;
}

/** Returns the bytes of texts that were read with their rows. Other texts took memory when they were loaded. */
function bytesWithRows(records: Iterable<TaskRecord>, ids: number): number {
  const most = rowBytes(ids);
  let sum = 0;
  for (const record of records) sum += Math.min(most, textLength(record));
  return sum;
}
