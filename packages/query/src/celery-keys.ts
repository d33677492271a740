import type { CeleryClient } from '@celery-results/client';

/** The part of a client that its query keys need. */
type Scoped = Pick<CeleryClient, 'scope'>;

/** A query key: package, scope of the client, kind of data, and id (null while there is none). */
export type Key<Kind extends string> = readonly ['celery-results', string, Kind, string | null];

/** The key of a list of tasks: package, scope of the client, and filters. */
export type ListKey = readonly ['celery-results', string, 'tasks', object];

/**
 * Creates TanStack query keys. `all` matches every query of a client. `task` and `group` are the keys of a status,
 * and `result` that of `taskResultOptions`. `tasks` is the key of a list by its filters, and `stats` that of the
 * numbers by their window. `detail` and `estimate` are those of the other queries. Clients with different scopes share
 * no cache entry.
 *
 * @example queryClient.invalidateQueries({ queryKey: celeryKeys.task(client, id) })
 */
export const celeryKeys = {
  all: ({ scope }: Scoped): readonly ['celery-results', string] => ['celery-results', scope],
  task: (client: Scoped, id: string | null): Key<'task'> => [...celeryKeys.all(client), 'task', id],
  group: (client: Scoped, id: string | null): Key<'group'> => [...celeryKeys.all(client), 'group', id],
  result: (client: Scoped, id: string | null): Key<'result'> => [...celeryKeys.all(client), 'result', id],
  tasks: (client: Scoped, filters: object): ListKey => [...celeryKeys.all(client), 'tasks', filters],
  detail: (client: Scoped, id: string | null): Key<'detail'> => [...celeryKeys.all(client), 'detail', id],
  estimate: (client: Scoped, id: string | null): Key<'estimate'> => [...celeryKeys.all(client), 'estimate', id],
  stats: (client: Scoped, window: string | null = null): Key<'stats'> => [...celeryKeys.all(client), 'stats', window],
};
