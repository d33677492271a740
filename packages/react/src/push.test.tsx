import { type CeleryClient, createClient } from '@celery-results/client';
import { celeryHandlers, createFakeCelery } from '@celery-results/client/msw';
import { act, cleanup, waitFor } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renderWithClient } from '../test/render-with-client.tsx';
import { useConnection } from './use-connection.ts';
import { useGroupStatus } from './use-group-status.ts';
import { useTaskSettled } from './use-task-settled.ts';
import { useTaskStatus } from './use-task-status.ts';
import { useTaskStatuses } from './use-task-statuses.ts';

/** Tests the hooks on a server that pushes. */

const BASE = 'http://ours.test/celery/';
const fake = createFakeCelery();
const server = setupServer(...celeryHandlers(fake, { baseUrl: BASE, server: 'celery-results' }));
let client: CeleryClient;

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
// a busy machine may open the stream later than the first poll after a second
const poll = { interval: 60_000, maxInterval: 60_000 };
beforeEach(() => {
  client = createClient({ baseUrl: BASE, retry: 0, poll });
});
afterEach(async () => {
  cleanup();
  // a client whose stream ends before it closes it would open another one, in the next test
  await waitFor(() => expect(client.connection.state).toBe('polling'));
  fake.reset();
});
afterAll(() => server.close());

const routes = (): (string | null)[] => fake.requests.map(({ route }) => route);
const countStreams = (): number => routes().filter((route) => route === 'events').length;

describe('a task on a server that pushes', () => {
  it('is read once, and then follows one stream to its end', async () => {
    fake.task('t').pending(2).started().progress(1, 2).succeed({ rows: 5 });
    const seen: unknown[] = [];
    const { result } = renderWithClient(
      () => {
        const { data } = useTaskStatus('t');
        if (data && data.status !== seen.at(-1)) seen.push(data.status);
        return data;
      },
      { initialProps: null, client },
    );
    await waitFor(() => expect(result.current?.isReady).toBe(true));
    expect(seen).toEqual(['PENDING', 'STARTED', 'PROGRESS', 'SUCCESS']);
    expect(routes()).toEqual(['celery-task_status', 'events']);
  });

  it('is unknown after unknownAfter without a row, also without an event', async () => {
    client = createClient({ baseUrl: BASE, retry: 0, poll, unknownAfter: 500 });
    const { result } = renderWithClient(() => useTaskStatus('t').data?.phase, { initialProps: null, client });
    await waitFor(() => expect(result.current).toBe('pending'));
    await waitFor(() => expect(result.current).toBe('unknown'), { timeout: 10_000 });
    expect(routes()).toEqual(['celery-task_status', 'events']);
  });

  it('opens one stream in StrictMode, and for many components', async () => {
    fake.task('a').pending();
    fake.task('b').pending();
    fake.group('g', ['a', 'b']);
    const hook = () => [
      useTaskStatus('a'),
      useTaskStatus('b'),
      useTaskStatus('a'),
      useGroupStatus('g'),
      useConnection(),
    ];
    const { result } = renderWithClient(hook, { initialProps: null, client, strict: true });
    await waitFor(() => expect(result.current.at(-1)).toBe('live'));
    expect(countStreams()).toBe(1);
    fake.task('a').succeed(1);
    fake.task('b').succeed(2);
    await waitFor(() => expect(client.connection.state).toBe('polling'));
    expect(countStreams()).toBe(1);
  });

  it('renders no component while nothing changes', async () => {
    fake.task('t').pending(4).started().succeed(1);
    const renders: (string | undefined)[] = [];
    const { result } = renderWithClient(
      () => {
        const { data } = useTaskStatus('t');
        renders.push(JSON.stringify(data));
        return data;
      },
      { initialProps: null, client },
    );
    await waitFor(() => expect(result.current?.isReady).toBe(true));
    expect(renders).toEqual([...new Set(renders)]);
  });

  it('calls useTaskSettled, and fills useTaskStatuses', async () => {
    fake.task('a').pending().succeed(1);
    fake.task('b').pending().started().fail('ValueError', 'no');
    const settled: string[] = [];
    const { result } = renderWithClient(
      () => {
        useTaskSettled('a', ({ phase }) => void settled.push(phase));
        return useTaskStatuses(['a', 'b']);
      },
      { initialProps: null, client },
    );
    await waitFor(() => expect(result.current.isReady).toBe(true));
    expect([settled, result.current.counts.failed]).toEqual([['succeeded'], 1]);
  });

  it('is no longer followed after its component is unmounted', async () => {
    fake.task('t').started();
    const hook = (id: string | null) => [useTaskStatus(id).data?.status, useConnection()];
    const { result, rerender } = renderWithClient(hook, { initialProps: 't' as string | null, client });
    await waitFor(() => expect(result.current).toEqual(['STARTED', 'live']));
    rerender(null);
    await waitFor(() => expect(result.current).toEqual([undefined, 'polling']));
    expect(client.isPushed('task', 't')).toBe(false);
  });

  it('reconnects after the server has closed the stream', async () => {
    fake.task('t').started();
    const { result } = renderWithClient(() => [useTaskStatus('t').data?.status, useConnection()], {
      initialProps: null,
      client,
    });
    await waitFor(() => expect(result.current).toEqual(['STARTED', 'live']));
    fake.task('t').succeed(1);
    act(() => fake.closeStreams());
    await waitFor(() => expect(result.current[0]).toBe('SUCCESS'));
  });
});

describe('useConnection', () => {
  it('is offline after a request that found no server, until a response arrives', async () => {
    fake.failNext('network');
    fake.task('t').started();
    const seen: string[] = [];
    renderWithClient(
      () => {
        useTaskStatus('t', { interval: 50 });
        const state = useConnection();
        if (state !== seen.at(-1)) seen.push(state);
      },
      { initialProps: null, client },
    );
    await waitFor(() => expect(seen).toEqual(['polling', 'offline', 'polling', 'live']));
  });
});
