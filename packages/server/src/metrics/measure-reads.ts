import type { ResultStore } from '../stores/store.ts';

/** Called for each read of a store, with its kind and its time in milliseconds, waits included. */
export type OnRead = (kind: keyof ResultStore, milliseconds: number) => void;

/** Returns a store that reports how long its reads take, including failed reads. */
export function measureReads(store: ResultStore, onRead: OnRead): ResultStore {
  const measured = async <Value>(kind: keyof ResultStore, read: Promise<Value>): Promise<Value> => {
    const start = performance.now();
    try {
      return await read;
    } finally {
      onRead(kind, performance.now() - start);
    }
  };
  return {
    tasks: (ids, include, limits) => measured('tasks', store.tasks(ids, include, limits)),
    groups: (ids) => measured('groups', store.groups(ids)),
    versions: (ids) => measured('versions', store.versions(ids)),
  };
}
