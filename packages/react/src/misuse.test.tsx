import { createClient, HttpStatusError, type TaskStatus, TransportError } from '@celery-results/client';
import { keepPreviousData, QueryClient, QueryClientProvider, type SkipToken, skipToken } from '@tanstack/react-query';
import { act, cleanup, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeBackend } from '../test/fake-backend.ts';
import { pass } from '../test/pass.ts';
import { BASE, renderWithClient } from '../test/render-with-client.tsx';
import { createScriptedClient, running, succeeded } from '../test/scripted-client.ts';
import { CeleryResultsProvider, celeryKeys } from './index.ts';
import { useTaskSettled } from './use-task-settled.ts';
import { useTaskStatus } from './use-task-status.ts';
import { useTaskStatuses } from './use-task-statuses.ts';

const START = 1_800_000_000_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'], now: START });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const down = () => new TransportError('NETWORK', `${BASE}task/status/t/`);
const revoked = (): TaskStatus => ({
  id: 't',
  status: 'REVOKED',
  phase: 'revoked',
  isReady: true,
  progress: null,
  data: null,
  result: "TaskRevokedError('x')",
  exc: 'e.X',
  exc_type: 'X',
  message: 'x',
  traceback: null,
});

describe('a provider with a new client on every render', () => {
  it('polls as usual, and warns once', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    let requests = 0;
    const fetch = async (): Promise<Response> => {
      requests += 1;
      return Response.json({ task: { id: 't', status: 'STARTED', result: null } });
    };
    const queryClient = new QueryClient();
    const Bar = (): ReactNode => useTaskStatus('t').data?.phase;
    const App = (): ReactNode => (
      <QueryClientProvider client={queryClient}>
        <CeleryResultsProvider client={createClient({ baseUrl: BASE, fetch })}>
          <Bar />
        </CeleryResultsProvider>
      </QueryClientProvider>
    );
    const { rerender } = render(<App />);
    for (let at = 0; at < 6_000; at += 300) {
      rerender(<App />);
      await pass(300);
    }
    expect(requests).toBeGreaterThanOrEqual(6);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('Create the client once'));
  });
});

describe('a server that is down from the start', () => {
  it('shows one error until a read succeeds', async () => {
    const script = createScriptedClient((read) => (read < 6 ? down() : running()));
    const alerts: boolean[] = [];
    renderWithClient(
      () => {
        const isShown = useTaskStatus('t').error !== null;
        if (alerts.at(-1) !== isShown) alerts.push(isShown);
      },
      { initialProps: null, client: script.client },
    );
    await pass(20_000);
    expect(script.readTimes.length).toBeGreaterThanOrEqual(6);
    expect(alerts).toEqual([false, true, false]);
  });

  it('gets at most 100 requests for 20 tasks in 40 s', async () => {
    for (const answer of [() => Promise.reject(new Error('down')), () => new Response('', { status: 500 })]) {
      const fetch = vi.fn(async () => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        return answer();
      });
      const client = createClient({ baseUrl: BASE, fetch });
      const ids = Array.from({ length: 20 }, (_, index) => `t${index}`);
      renderWithClient(() => useTaskStatuses(ids), { initialProps: null, client });
      await pass(40_000);
      expect(fetch.mock.calls.length).toBeGreaterThan(5);
      expect(fetch.mock.calls.length).toBeLessThanOrEqual(100);
      cleanup();
    }
  });
});

describe('an option of a hook', () => {
  it.each([0, -1, Number.NaN])('is named if it is %s milliseconds', (wrong) => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    for (const option of ['interval', 'maxInterval'] as const)
      expect(() => renderWithClient(() => useTaskStatus('t', { [option]: wrong }), { initialProps: null })).toThrow(
        new RegExp(`^${option} must be 1 to`),
      );
  });
});

describe('an id', () => {
  it.each<readonly string[] | null | undefined | SkipToken>([undefined, null, skipToken])(
    'may be missing in a list: %s',
    async (ids) => {
      const { client, requests } = createFakeBackend({ batch: false });
      const { result } = renderWithClient(() => useTaskStatuses(ids), { initialProps: null, client });
      await pass(5_000);
      expect(result.current).toMatchObject({ tasks: [], phase: 'pending', isReady: false, errors: {} });
      expect(requests).toEqual([]);
    },
  );

  it('of another type is an error', async () => {
    // @ts-expect-error an id is a text
    const { result } = renderWithClient(() => useTaskStatus(42), { initialProps: null });
    await pass(10);
    expect(result.current.error).toMatchObject({ code: 'NO_REVERSE_MATCH', message: expect.stringContaining('42') });
  });
});

describe('the defaults of a QueryClient', () => {
  it('do not pass the data of one task to the callback of another', async () => {
    const queryClient = new QueryClient({ defaultOptions: { queries: { placeholderData: keepPreviousData } } });
    const { client, store } = createFakeBackend({ batch: false });
    store('A', 'SUCCESS', 1);
    const settled: string[] = [];
    const { rerender } = renderWithClient((id: string) => useTaskSettled(id, (task) => settled.push(task.id)), {
      initialProps: 'A',
      client,
      queryClient,
    });
    await pass(100);
    rerender('B');
    await pass(3_000);
    expect(settled).toEqual(['A']);
    store('B', 'FAILURE', "ValueError('no')");
    await pass(3_000);
    expect(settled).toEqual(['A', 'B']);
  });

  it('leave the intervals as they are without structural sharing', async () => {
    const queryClient = new QueryClient({ defaultOptions: { queries: { structuralSharing: false, retry: 3 } } });
    const script = createScriptedClient(() => running());
    renderWithClient(() => useTaskStatus('t').data, { initialProps: null, client: script.client, queryClient });
    await pass(240_000);
    expect(script.readTimes.length).toBeLessThan(55);
  });
});

describe('a task that is final', () => {
  it('is read again only after an invalidation and a refetch', async () => {
    const script = createScriptedClient(() => succeeded());
    const queryClient = new QueryClient();
    renderWithClient(() => useTaskStatus('t').data, { initialProps: null, client: script.client, queryClient });
    await pass(60_000);
    expect(script.readTimes).toHaveLength(1);
    const queryKey = celeryKeys.task(script.client, 't');
    await act(() => queryClient.invalidateQueries({ queryKey }));
    expect(script.readTimes).toHaveLength(2);
    await act(() => queryClient.refetchQueries({ queryKey }));
    expect(script.readTimes).toHaveLength(3);
    await pass(60_000);
    expect(script.readTimes).toHaveLength(3);
  });

  it('replaces REVOKED, which Celery before 5.7 writes for a task that still runs', async () => {
    const script = createScriptedClient((read) => (read < 3 ? revoked() : succeeded()));
    const { result } = renderWithClient(() => useTaskStatus('t').data, { initialProps: null, client: script.client });
    await pass(1_000);
    expect(result.current?.phase).toBe('revoked');
    await pass(30_000);
    expect(result.current?.phase).toBe('succeeded');
    await pass(60_000);
    expect(script.readTimes).toHaveLength(3);
  });

  it('is read five times in total while it stays revoked', async () => {
    const script = createScriptedClient(() => revoked());
    renderWithClient(() => useTaskStatus('t').data, { initialProps: null, client: script.client });
    await pass(600_000);
    expect(script.readTimes).toHaveLength(5);
  });
});

describe('TanStack options of a hook', () => {
  it('keep the data of a query that is turned off', async () => {
    const script = createScriptedClient((read) => running(read));
    const { result, rerender } = renderWithClient((enabled: boolean) => useTaskStatus('t', { enabled }), {
      initialProps: true,
      client: script.client,
    });
    await pass(2_000);
    rerender(false);
    await pass(60_000);
    expect(result.current.data).toMatchObject({ phase: 'running' });
    expect(script.readTimes.length).toBeLessThan(4);
    rerender(true);
    await pass(2_000);
    expect(script.readTimes.length).toBeGreaterThan(4);
  });

  it('end polling after a timeout, and keep the data', async () => {
    const script = createScriptedClient(() => running());
    const { result } = renderWithClient(() => useTaskStatus('t', { timeout: 20_500 }), {
      initialProps: null,
      client: script.client,
    });
    await pass(20_000);
    expect(result.current.error).toBeNull();
    await pass(1_000);
    expect(result.current.error).toMatchObject({ code: 'WAIT_TIMEOUT', lastStatus: { phase: 'running' } });
    expect(result.current.data?.phase).toBe('running');
    const reads = script.readTimes.length;
    await pass(60_000);
    expect(script.readTimes).toHaveLength(reads);
  });

  it('count the timeout from startedAt', async () => {
    const script = createScriptedClient(() => running());
    const options = { timeout: 60_000, startedAt: START - 58_000 };
    const { result } = renderWithClient(() => useTaskStatus('t', options), {
      initialProps: null,
      client: script.client,
    });
    await pass(1_000);
    expect(result.current.error).toBeNull();
    await pass(2_000);
    expect(result.current.error).toMatchObject({ code: 'WAIT_TIMEOUT' });
  });

  it('throw an error to the boundary with throwOnError', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const script = createScriptedClient(() => new HttpStatusError(403, BASE));
    const throwOnError = vi.fn(() => false);
    renderWithClient(() => useTaskStatus('t', { throwOnError }), { initialProps: null, client: script.client });
    await pass(10);
    expect(throwOnError).toHaveBeenCalled();
  });
});
