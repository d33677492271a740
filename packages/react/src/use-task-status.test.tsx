import { focusManager, QueryClient } from '@tanstack/react-query';
import { act, cleanup, waitFor } from '@testing-library/react';
import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createScriptedDjango, POLL, renderRecorded, renderWithClient, task } from '../test/render-with-client.tsx';
import { useTaskStatus } from './use-task-status.ts';

const { server, requests, script } = createScriptedDjango();
const EXCEPTION = { exc: 'builtins.ValueError', traceback: 'Traceback …' };

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  requests.length = 0;
});
afterAll(() => server.close());

const renderStatus = (id: string | null, options: { strict?: boolean; queryClient?: QueryClient } = {}) =>
  renderWithClient((current: string | null) => useTaskStatus(current, POLL), { initialProps: id, ...options });

const useTask = () => useTaskStatus('t', POLL);
const recordStatus = (pick: (query: ReturnType<typeof useTask>) => unknown) => renderRecorded(useTask, pick);

const countRequests = (): number => requests.filter((path) => path === 'task/status/t/').length;

/** Resolves after five polls of another task, which has the same intervals. */
async function waitForFivePolls(): Promise<void> {
  script('task/status/witness/', [task('witness', 'STARTED')]);
  const witness = renderWithClient(() => useTaskStatus('witness', POLL), { initialProps: null });
  await waitFor(() => expect(requests.filter((path) => path === 'task/status/witness/').length).toBeGreaterThan(5));
  witness.unmount();
}

describe('useTaskStatus', () => {
  it('polls a task from PENDING to SUCCESS, and then no more', async () => {
    script('task/status/t/', [
      task('t', 'PENDING'),
      task('t', 'STARTED', { pid: 1, hostname: 'w' }),
      task('t', 'PROGRESS', { current: 3, total: 10 }),
      task('t', 'SUCCESS', { rows: 7 }),
    ]);
    const { recorded, result } = recordStatus((query) => query.data?.phase);
    await waitFor(() => expect(result.current.data?.isReady).toBe(true));
    expect(recorded).toEqual([undefined, 'pending', 'running', 'succeeded']);
    expect(result.current.data).toEqual({
      id: 't',
      status: 'SUCCESS',
      phase: 'succeeded',
      isReady: true,
      result: { rows: 7 },
      progress: { current: 100, total: 100, percent: 100 },
    });
    await waitForFivePolls();
    expect(countRequests()).toBe(4);
  });

  it('returns a failed task as data, with class and traceback', async () => {
    script('task/status/t/', [task('t', 'FAILURE', "ValueError('no')", EXCEPTION)]);
    const { result } = renderStatus('t');
    await waitFor(() => expect(result.current.data?.phase).toBe('failed'));
    expect(result.current.data).toMatchObject({ result: "ValueError('no')", ...EXCEPTION });
    expect(result.current.error).toBeNull();
  });

  it('polls after RETRY, and not after REVOKED', async () => {
    const revoked = task('t', 'REVOKED', "TaskRevokedError('terminated')", {
      exc: 'celery.exceptions.TaskRevokedError',
      traceback: null,
    });
    script('task/status/t/', [task('t', 'RETRY', "ValueError('no')", EXCEPTION), revoked]);
    const { recorded } = recordStatus((query) => query.data?.phase);
    await waitFor(() => expect(recorded).toEqual([undefined, 'retrying', 'revoked']));
    await waitForFivePolls();
    expect(countRequests()).toBe(2);
  });

  it('returns a network error until the next poll succeeds', async () => {
    script('task/status/t/', [() => HttpResponse.error(), task('t', 'SUCCESS', 1)]);
    const { recorded, result } = recordStatus((query) => query.error?.code ?? query.data?.phase);
    await waitFor(() => expect(recorded).toEqual([undefined, 'NETWORK', 'succeeded']));
    expect(result.current.error).toBeNull();
  });

  it('stops polling after a permanent error', async () => {
    script('task/status/t/', [() => new HttpResponse(null, { status: 403 })]);
    const { result } = renderStatus('t');
    await waitFor(() => expect(result.current.error).toMatchObject({ code: 'HTTP', status: 403 }));
    await waitForFivePolls();
    expect(countRequests()).toBe(1);
  });

  it('is idle without an id, and starts when the id is set', async () => {
    script('task/status/t/', [task('t', 'SUCCESS')]);
    const { result, rerender } = renderStatus(null);
    await waitForFivePolls();
    expect(countRequests()).toBe(0);
    expect(result.current.fetchStatus).toBe('idle');
    rerender('t');
    await waitFor(() => expect(result.current.data?.phase).toBe('succeeded'));
  });

  it('drops the data of the earlier task when the id changes', async () => {
    script('task/status/t/', [task('t', 'STARTED')]);
    script('task/status/u/', [task('u', 'SUCCESS', 2)]);
    const { result, rerender } = renderStatus('t');
    await waitFor(() => expect(result.current.data?.id).toBe('t'));
    rerender('u');
    expect(result.current.data).toBeUndefined();
    await waitFor(() => expect(result.current.data).toMatchObject({ id: 'u', phase: 'succeeded' }));
    const before = countRequests();
    await waitForFivePolls();
    expect(countRequests() - before).toBeLessThanOrEqual(1);
  });

  it('returns the selection of select', async () => {
    script('task/status/t/', [task('t', 'SUCCESS', { rows: 7 })]);
    const { result } = renderWithClient(
      () => useTaskStatus('t', { ...POLL, select: (status) => `${status.id} ${status.phase}` }),
      { initialProps: null },
    );
    await waitFor(() => expect(result.current.data).toBe('t succeeded'));
  });

  it('stops polling on unmount', async () => {
    script('task/status/t/', [task('t', 'STARTED')]);
    const { result, unmount } = renderStatus('t');
    await waitFor(() => expect(result.current.data?.phase).toBe('running'));
    unmount();
    const before = countRequests();
    await waitForFivePolls();
    expect(countRequests() - before).toBeLessThanOrEqual(1);
  });

  it('sends one request on mount under StrictMode', async () => {
    script('task/status/t/', [task('t', 'SUCCESS')]);
    const { result } = renderStatus('t', { strict: true });
    await waitFor(() => expect(result.current.data?.isReady).toBe(true));
    expect(countRequests()).toBe(1);
  });

  it('sends no request for a final task on focus or when mounted again', async () => {
    script('task/status/t/', [task('t', 'SUCCESS')]);
    const queryClient = new QueryClient();
    const first = renderStatus('t', { queryClient });
    await waitFor(() => expect(first.result.current.data?.isReady).toBe(true));
    act(() => {
      focusManager.setFocused(false);
      focusManager.setFocused(true);
    });
    first.unmount();
    renderStatus('t', { queryClient });
    await waitForFivePolls();
    focusManager.setFocused(undefined);
    expect(countRequests()).toBe(1);
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
