import type { OpenedStore } from '../store.ts';
import type { GroupReads } from './group-reads.ts';
import type { Layout } from './layout.ts';
import type { TaskResults } from './sql-results.ts';

/** Creates the reads of a store whose tables may change. Each table has its own layout. */
export function readThrough(layout: Layout<TaskResults>, groups: GroupReads): Pick<OpenedStore, 'results' | 'check'> {
  return {
    results: {
      tasks: (ids, include, limits) => layout.use(({ results }) => results.tasks(ids, include, limits)),
      groups: groups.groups,
      versions: (ids) => layout.use(({ results }) => results.versions(ids)),
    },
    check: async () => {
      await layout.use(({ check }) => check());
      await groups.check();
    },
  };
}
