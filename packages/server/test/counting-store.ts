import type { OpenedStore } from '../src/index.ts';

/** A store that records the reads of another one. */
export interface CountingStore extends OpenedStore {
  /** One line per read: `tasks a b`, `groups g`, `versions a` or `list`. */
  readonly reads: string[];
}

export function countingStore(store: OpenedStore): CountingStore {
  const reads: string[] = [];
  const { results } = store;
  return {
    ...store,
    reads,
    results: {
      tasks: (ids, include, limits) => {
        reads.push(['tasks', ...ids].join(' '));
        return results.tasks(ids, include, limits);
      },
      groups: (ids) => {
        reads.push(['groups', ...ids].join(' '));
        return results.groups(ids);
      },
      versions: (ids) => {
        reads.push(['versions', ...ids].join(' '));
        return results.versions(ids);
      },
    },
    index: {
      ...store.index,
      list: (query) => {
        reads.push('list');
        return store.index.list(query);
      },
    },
  };
}
