import { focusManager, QueryClient } from '@tanstack/react-query';
import { act, cleanup, waitFor } from '@testing-library/react';
import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fakeDjango, POLL, renderRecorded, renderWithClient, task } from '../test/render-with-client.tsx';
import { useTaskStatus } from './use-task-status.ts';

const { server, requests, script } = fakeDjango();
const FAILURE = { exc: 'builtins.ValueError', traceback: 'Traceback …' };

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  requests.length = 0;
});
afterAll(() => server.close());

const follow = (id: string | null, options: { strict?: boolean; queryClient?: QueryClient } = {}) =>
  renderWithClient((current: string | null) => useTaskStatus(current, POLL), { initialProps: id, ...options });

const recorded = (pick: (query: ReturnType<typeof useTask>) => unknown) => renderRecorded(useTask, pick);
const useTask = () => useTaskStatus('t', POLL);

const asked = (): number => requests.filter((path) => path === 'task/status/t/').length;

/** Settles when another task, polled in the same way, has been asked for five times. */
async function fivePolls(): Promise<void> {
  script('task/status/witness/', [task('witness', 'STARTED')]);
  const witness = renderWithClient(() => useTaskStatus('witness', POLL), { initialProps: null });
  await waitFor(() => expect(requests.filter((path) => path === 'task/status/witness/').length).toBeGreaterThan(5));
  witness.unmount();
}

describe('useTaskStatus', () => {
  it('follows a task from pending over started and progress to its result, then asks no more', async () => {
    script('task/status/t/', [
      task('t', 'PENDING'),
      task('t', 'STARTED', { pid: 1, hostname: 'w' }),
      task('t', 'PROGRESS', { current: 3, total: 10 }),
      task('t', 'SUCCESS', { rows: 7 }),
    ]);
    const { seen, result } = recorded((query) => query.data?.phase);
    await waitFor(() => expect(result.current.data?.isReady).toBe(true));
    expect(seen).toEqual([undefined, 'pending', 'running', 'succeeded']);
    expect(result.current.data).toEqual({
      id: 't',
      status: 'SUCCESS',
      phase: 'succeeded',
      isReady: true,
      result: { rows: 7 },
    });
    await fivePolls();
    expect(asked()).toBe(4);
  });

  it('gives a failed task as data, with class and traceback', async () => {
    script('task/status/t/', [task('t', 'FAILURE', "ValueError('no')", FAILURE)]);
    const { result } = follow('t');
    await waitFor(() => expect(result.current.data?.phase).toBe('failed'));
    expect(result.current.data).toMatchObject({ result: "ValueError('no')", ...FAILURE });
    expect(result.current.error).toBeNull();
  });

  it('takes REVOKED for final and RETRY for not', async () => {
    const revoked = task('t', 'REVOKED', "TaskRevokedError('terminated')", {
      exc: 'celery.exceptions.TaskRevokedError',
      traceback: null,
    });
    script('task/status/t/', [task('t', 'RETRY', "ValueError('no')", FAILURE), revoked]);
    const { seen } = recorded((query) => query.data?.phase);
    await waitFor(() => expect(seen).toEqual([undefined, 'retrying', 'revoked']));
    await fivePolls();
    expect(asked()).toBe(2);
  });

  it('reports a network error and recovers at the next poll', async () => {
    script('task/status/t/', [() => HttpResponse.error(), task('t', 'SUCCESS', 1)]);
    const { seen, result } = recorded((query) => query.error?.code ?? query.data?.phase);
    await waitFor(() => expect(seen).toEqual([undefined, 'NETWORK', 'succeeded']));
    expect(result.current.error).toBeNull();
  });

  it('stops at an error that asking again cannot mend', async () => {
    script('task/status/t/', [() => new HttpResponse(null, { status: 403 })]);
    const { result } = follow('t');
    await waitFor(() => expect(result.current.error).toMatchObject({ code: 'HTTP', status: 403 }));
    await fivePolls();
    expect(asked()).toBe(1);
  });

  it('asks nothing without an id, and starts when there is one', async () => {
    script('task/status/t/', [task('t', 'SUCCESS')]);
    const { result, rerender } = follow(null);
    await fivePolls();
    expect(asked()).toBe(0);
    expect(result.current.fetchStatus).toBe('idle');
    rerender('t');
    await waitFor(() => expect(result.current.data?.phase).toBe('succeeded'));
  });

  it('shows nothing of the last task when the id changes', async () => {
    script('task/status/t/', [task('t', 'STARTED')]);
    script('task/status/u/', [task('u', 'SUCCESS', 2)]);
    const { result, rerender } = follow('t');
    await waitFor(() => expect(result.current.data?.id).toBe('t'));
    rerender('u');
    expect(result.current.data).toBeUndefined();
    await waitFor(() => expect(result.current.data).toMatchObject({ id: 'u', phase: 'succeeded' }));
    const before = asked();
    await fivePolls();
    expect(asked() - before).toBeLessThanOrEqual(1);
  });

  it('gives what select picks', async () => {
    script('task/status/t/', [task('t', 'SUCCESS', { rows: 7 })]);
    const { result } = renderWithClient(
      () => useTaskStatus('t', { ...POLL, select: (status) => `${status.id} ${status.phase}` }),
      { initialProps: null },
    );
    await waitFor(() => expect(result.current.data).toBe('t succeeded'));
  });

  it('stops polling on unmount', async () => {
    script('task/status/t/', [task('t', 'STARTED')]);
    const { result, unmount } = follow('t');
    await waitFor(() => expect(result.current.data?.phase).toBe('running'));
    unmount();
    const before = asked();
    await fivePolls();
    expect(asked() - before).toBeLessThanOrEqual(1);
  });

  it('sends one request on mount under StrictMode', async () => {
    script('task/status/t/', [task('t', 'SUCCESS')]);
    const { result } = follow('t', { strict: true });
    await waitFor(() => expect(result.current.data?.isReady).toBe(true));
    expect(asked()).toBe(1);
  });

  it('sends no request for a final task on focus or when mounted again', async () => {
    script('task/status/t/', [task('t', 'SUCCESS')]);
    const queryClient = new QueryClient();
    const first = follow('t', { queryClient });
    await waitFor(() => expect(first.result.current.data?.isReady).toBe(true));
    act(() => {
      focusManager.setFocused(false);
      focusManager.setFocused(true);
    });
    first.unmount();
    follow('t', { queryClient });
    await fivePolls();
    focusManager.setFocused(undefined);
    expect(asked()).toBe(1);
  });

  it('does not render again for polls that change nothing', async () => {
    script('task/status/t/', [task('t', 'PROGRESS', { current: 1, total: 2 })]);
    let renders = 0;
    const { result } = renderWithClient(
      () => {
        renders += 1;
        return useTaskStatus('t', POLL).data;
      },
      { initialProps: null },
    );
    await waitFor(() => expect(result.current?.phase).toBe('running'));
    const before = renders;
    await waitFor(() => expect(requests.length).toBeGreaterThan(5));
    expect(renders).toBe(before);
  });
});
