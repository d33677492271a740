import { QueryClient, QueryObserver, skipToken } from '@tanstack/query-core';
import { describe, expect, it } from 'vitest';
import { createClientOnSeconds } from '../test/client-on-seconds.ts';
import { taskDetailOptions, taskStatsOptions } from './list-options.ts';
import { groupStatusOptions, type Id, taskStatusOptions } from './status-options.ts';
import { taskResultOptions } from './task-result-options.ts';

const queryClient = new QueryClient();
const client = createClientOnSeconds();
// another copy of TanStack's core has a different symbol as its `skipToken`
const foreignToken: unknown = Symbol('skipToken');
const NO_IDS: readonly Id[] = [null, undefined, skipToken, foreignToken as Id];

describe.each([
  {
    kind: 'task',
    observe: (id: Id) => new QueryObserver(queryClient, taskStatusOptions(client, id)),
    fetchOnce: () => queryClient.fetchQuery(taskStatusOptions(client, null)),
  },
  {
    kind: 'group',
    observe: (id: Id) => new QueryObserver(queryClient, groupStatusOptions(client, id)),
    fetchOnce: () => queryClient.fetchQuery(groupStatusOptions(client, null)),
  },
  {
    kind: 'result',
    observe: (id: Id) => new QueryObserver(queryClient, taskResultOptions(client, id)),
    fetchOnce: () => queryClient.fetchQuery(taskResultOptions(client, null)),
  },
  {
    kind: 'detail',
    observe: (id: Id) => new QueryObserver(queryClient, taskDetailOptions(client, id)),
    fetchOnce: () => queryClient.fetchQuery(taskDetailOptions(client, null)),
  },
])('a query of a $kind without an id', ({ observe, fetchOnce }) => {
  it.each(NO_IDS)('is idle (%s)', (id) => {
    const observer = observe(id);
    const unsubscribe = observer.subscribe(() => undefined);
    expect(observer.getCurrentResult()).toMatchObject({ isPending: true, fetchStatus: 'idle' });
    unsubscribe();
  });

  it('rejects a fetch by hand', async () => {
    await expect(fetchOnce()).rejects.toThrow('This query is idle: it has no id to read.');
  });
});

describe('an option with a wrong value', () => {
  it.each([
    ['interval must be at most maxInterval (2000), and is 3000', { interval: 3_000, maxInterval: 2_000 }],
    ['timeout must be a number of milliseconds, 0 or more, and is 5', { timeout: '5' as never }],
    [
      /^startedAt must be a number of milliseconds, 0 or more, and is .* 2027/,
      { startedAt: new Date(2027, 1) as never },
    ],
  ])('is named: %s', (message, options) => {
    expect(() => taskStatusOptions(client, 't', options)).toThrow(message);
    expect(() => groupStatusOptions(client, null, options)).toThrow(message);
  });

  it.each([0, -1, Number.NaN, '5' as never])('is an interval of %s of details and numbers', (interval) => {
    const message = `interval must be a number of milliseconds, 1 or more, and is ${interval}`;
    expect(() => taskDetailOptions(client, 't', { interval })).toThrow(new RangeError(message));
    expect(() => taskStatsOptions(client, { interval })).toThrow(new RangeError(message));
  });
});
