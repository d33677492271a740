import type { CeleryClient } from '@celery-results/client';

/**
 * Query keys: everything of one client, one task, one group, one task's awaited result. Clients of another `scope` (by default another base
 * URL) never share an entry.
 */
export const celeryKeys = {
  all: ({ scope }: Pick<CeleryClient, 'scope'>): readonly ['celery-results', string] => ['celery-results', scope],
  task: (client: Pick<CeleryClient, 'scope'>, id: string | null): Key<'task'> => [
    ...celeryKeys.all(client),
    'task',
    id,
  ],
  group: (client: Pick<CeleryClient, 'scope'>, id: string | null): Key<'group'> => [
    ...celeryKeys.all(client),
    'group',
    id,
  ],
  result: (client: Pick<CeleryClient, 'scope'>, id: string | null): Key<'result'> => [
    ...celeryKeys.all(client),
    'result',
    id,
  ],
};

/** The key of one subject. */
export type Key<Kind extends string> = readonly ['celery-results', string, Kind, string | null];
