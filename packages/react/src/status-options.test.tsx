import { type CeleryClient, createClient, type ReadOptions } from '@celery-results/client';
import { QueryClient, skipToken } from '@tanstack/react-query';
import { act, cleanup, waitFor } from '@testing-library/react';
import { useEffect } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { BASE, POLL, renderWithClient } from '../test/render-with-client.tsx';
import { running, scriptedClient, succeeded } from '../test/scripted-client.ts';
import { celeryKeys } from './celery-keys.ts';
import { type Id, taskStatusOptions } from './status-options.ts';
import { useGroupStatus } from './use-group-status.ts';
import { useTaskStatus } from './use-task-status.ts';

afterEach(cleanup);

/** A client whose reads stay open until they are aborted. */
function hangingClient(): { readonly client: CeleryClient; readonly signals: readonly (AbortSignal | undefined)[] } {
  const signals: (AbortSignal | undefined)[] = [];
  const hang = (_id: string, { signal }: ReadOptions = {}): Promise<never> => {
    signals.push(signal);
    return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  };
  return { client: { ...createClient({ baseUrl: BASE }), taskStatus: hang, groupStatus: hang }, signals };
}

/** Lets effects and the microtasks after them run. */
const settle = () => act(async () => {});

describe('the request of a query', () => {
  it.each([
    ['task', useTaskStatus],
    ['group', useGroupStatus],
  ])('is aborted when the last component leaves (%s)', async (_, hook) => {
    const { client, signals } = hangingClient();
    const queryClient = new QueryClient();
    const render = () => renderWithClient(() => void hook('t'), { initialProps: null, client, queryClient });
    const [first, second] = [render(), render()];
    await settle();
    first.unmount();
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
    second.unmount();
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });

  it('is sent once and not aborted by the rehearsal of StrictMode, and is by the real end', async () => {
    const { client, signals } = hangingClient();
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

  it('leaves no error behind when it is aborted', async () => {
    const { client } = hangingClient();
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

describe('no id', () => {
  it.each<Id>([null, undefined, skipToken])('asks for nothing (%o)', async (id) => {
    const { client, reads } = scriptedClient(() => running());
    const { result } = renderWithClient(() => useTaskStatus(id, POLL), { initialProps: null, client });
    await settle();
    expect(reads).toHaveLength(0);
    expect(result.current).toMatchObject({ fetchStatus: 'idle', status: 'pending', data: undefined });
  });
});

describe('the cache', () => {
  it('makes one stream of requests for all components of one task', async () => {
    const { client, reads } = scriptedClient((read) => (read < 4 ? running(read) : succeeded()));
    const { result } = renderWithClient(
      () => [useTaskStatus('t', POLL), useTaskStatus('t', POLL), useTaskStatus('t', POLL)].map((one) => one.data),
      { initialProps: null, client },
    );
    await waitFor(() => expect(result.current.map((one) => one?.isReady)).toEqual([true, true, true]));
    expect(reads).toHaveLength(4);
  });

  it('keeps the tasks of two base URLs apart', () => {
    const [one, two] = ['/one/', '/two/'].map((baseUrl) => createClient({ baseUrl }));
    expect(one && celeryKeys.task(one, 't')).not.toEqual(two && celeryKeys.task(two, 't'));
    expect(one && celeryKeys.task(one, 't')).not.toEqual(one && celeryKeys.group(one, 't'));
  });

  it('shows a prefetched final task at once and asks nothing', async () => {
    const { client, reads } = scriptedClient(() => succeeded());
    const queryClient = new QueryClient();
    await queryClient.prefetchQuery(taskStatusOptions(client, 't'));
    const { result } = renderWithClient(() => useTaskStatus('t'), { initialProps: null, client, queryClient });
    expect(result.current.data?.phase).toBe('succeeded');
    await settle();
    expect(reads).toHaveLength(1);
  });
});
