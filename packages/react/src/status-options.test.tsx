import { type CeleryClient, createClient, type ReadOptions } from '@celery-results/client';
import { celeryKeys, type Id, taskStatusOptions } from '@celery-results/query';
import { QueryClient, skipToken } from '@tanstack/react-query';
import { act, cleanup, waitFor } from '@testing-library/react';
import { useEffect } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { BASE, POLL, renderWithClient } from '../test/render-with-client.tsx';
import { createScriptedClient, running, succeeded } from '../test/scripted-client.ts';
import { useGroupStatus } from './use-group-status.ts';
import { useTaskStatus } from './use-task-status.ts';

afterEach(cleanup);

/** Creates a client whose reads settle when they are aborted. */
function createHangingClient(): {
  readonly client: CeleryClient;
  readonly signals: readonly (AbortSignal | undefined)[];
} {
  const signals: (AbortSignal | undefined)[] = [];
  const hang = (_id: string, { signal }: ReadOptions = {}): Promise<never> => {
    signals.push(signal);
    return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  };
  return { client: { ...createClient({ baseUrl: BASE }), taskStatus: hang, groupStatus: hang }, signals };
}

/** Runs effects, and the microtasks that they start. */
const settle = () => act(async () => {});

describe('the request of a query', () => {
  it.each([
    ['task', useTaskStatus],
    ['group', useGroupStatus],
  ])('is aborted when the last component unmounts (%s)', async (_, hook) => {
    const { client, signals } = createHangingClient();
    const queryClient = new QueryClient();
    const render = () => renderWithClient(() => void hook('t'), { initialProps: null, client, queryClient });
    const [first, second] = [render(), render()];
    await settle();
    first.unmount();
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
    second.unmount();
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });

  it('is sent once in StrictMode, and aborted when the component unmounts', async () => {
    const { client, signals } = createHangingClient();
    let mounts = 0;
    const { unmount } = renderWithClient(
      () => {
        useEffect(() => {
          mounts += 1;
        }, []);
        return useTaskStatus('t');
      },
      { initialProps: null, client, strict: true },
    );
    await settle();
    expect(mounts).toBe(2);
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
    unmount();
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });

  it('leaves no error when it is aborted', async () => {
    const { client } = createHangingClient();
    const queryClient = new QueryClient();
    const { unmount } = renderWithClient(() => useTaskStatus('t'), { initialProps: null, client, queryClient });
    await settle();
    unmount();
    await settle();
    expect(queryClient.getQueryState(celeryKeys.task(client, 't'))).toMatchObject({
      status: 'pending',
      fetchStatus: 'idle',
      error: null,
    });
  });
});

describe('a query without an id', () => {
  it.each<Id>([null, undefined, skipToken])('is idle (%o)', async (id) => {
    const { client, readTimes } = createScriptedClient(() => running());
    const { result } = renderWithClient(() => useTaskStatus(id, POLL), { initialProps: null, client });
    await settle();
    expect(readTimes).toHaveLength(0);
    expect(result.current).toMatchObject({ fetchStatus: 'idle', status: 'pending', data: undefined });
  });
});

describe('the cache', () => {
  it('shares the requests of all components of one task', async () => {
    const { client, readTimes } = createScriptedClient((read) => (read < 4 ? running(read) : succeeded()));
    const { result } = renderWithClient(
      () => [useTaskStatus('t', POLL), useTaskStatus('t', POLL), useTaskStatus('t', POLL)].map(({ data }) => data),
      { initialProps: null, client },
    );
    await waitFor(() => expect(result.current.map((task) => task?.isReady)).toEqual([true, true, true]));
    expect(readTimes).toHaveLength(4);
  });

  it('separates the tasks of two base URLs, and tasks from groups', () => {
    const first = createClient({ baseUrl: '/first/' });
    const second = createClient({ baseUrl: '/second/' });
    expect(celeryKeys.task(first, 't')).not.toEqual(celeryKeys.task(second, 't'));
    expect(celeryKeys.task(first, 't')).not.toEqual(celeryKeys.group(first, 't'));
  });

  it('provides a prefetched final task at once, without a request', async () => {
    const { client, readTimes } = createScriptedClient(() => succeeded());
    const queryClient = new QueryClient();
    await queryClient.prefetchQuery(taskStatusOptions(client, 't'));
    const { result } = renderWithClient(() => useTaskStatus('t'), { initialProps: null, client, queryClient });
    expect(result.current.data?.phase).toBe('succeeded');
    await settle();
    expect(readTimes).toHaveLength(1);
  });
});
