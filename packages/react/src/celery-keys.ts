import type { CeleryClient } from '@celery-results/client';

/** Query keys: everything of one client, one task, one group. Clients of two base URLs never share an entry. */
export const celeryKeys = {
  all: (client: CeleryClient): readonly ['celery-results', string] => ['celery-results', client.baseUrl],
  task: (client: CeleryClient, id: string | null): readonly ['celery-results', string, 'task', string | null] => [
    ...celeryKeys.all(client),
    'task',
    id,
  ],
  group: (client: CeleryClient, id: string | null): readonly ['celery-results', string, 'group', string | null] => [
    ...celeryKeys.all(client),
    'group',
    id,
  ],
};
