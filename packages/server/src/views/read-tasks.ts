import type { ScopedStore } from '../access/access.ts';
import { MemoryExceeded } from '../problems/errors.ts';
import { rowBytes } from '../stores/read-size.ts';
import type { TaskRecord } from '../stores/record.ts';
import { textLength } from '../stores/record-length.ts';
import type { Include, ReadLimits } from '../stores/store.ts';

export interface ReadTasksOptions extends Partial<ReadLimits> {
  readonly include?: Include;
}

/** Ids of one read. More are read one part after the other, so that no part needs much memory. */
const MAX_IDS = 20_000;

/**
 * A read of fewer ids takes no memory for what its query brings: a megabyte or two, and few such queries run at once.
 */
const MAX_UNCOUNTED_IDS = 100;

/**
 * Reads tasks within the memory of the store. Memory for what a query of many ids may bring is taken first, and what it
 * did not bring is given back.
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
    for (const [id, record] of records) all.set(id, record);
  }
  return all;
}

/** Bytes of the texts that came with their rows: memory for the others was taken when they were loaded. */
function bytesWithRows(records: Iterable<TaskRecord>, ids: number): number {
  const most = rowBytes(ids);
  let sum = 0;
  for (const record of records) sum += Math.min(most, textLength(record));
  return sum;
}
