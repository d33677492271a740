import type { ResultStore } from '../src/index.ts';

/** A store that notes what is read of another one. */
export interface CountingStore extends ResultStore {
  /** `tasks a b`, `groups g` or `versions a`, a line a read. */
  readonly reads: string[];
}

export function countingStore(store: ResultStore): CountingStore {
  const reads: string[] = [];
  return {
    reads,
    tasks: (ids, wish) => {
      reads.push(['tasks', ...ids].join(' '));
      return store.tasks(ids, wish);
    },
    groups: (ids) => {
      reads.push(['groups', ...ids].join(' '));
      return store.groups(ids);
    },
    versions: (ids) => {
      reads.push(['versions', ...ids].join(' '));
      return store.versions(ids);
    },
    close: () => store.close(),
  };
}
