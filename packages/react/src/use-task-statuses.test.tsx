import { HttpStatusError } from '@celery-results/client';
import { act, cleanup } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeBackend } from '../test/fake-backend.ts';
import { renderWithClient } from '../test/render-with-client.tsx';
import { useTaskStatuses } from './use-task-statuses.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('useTaskStatuses', () => {
  it('returns every task in the order of the ids, with counts and progress', async () => {
    const backend = createFakeBackend({ batch: false });
    backend.store('a', 'SUCCESS', 1);
    backend.store('b', 'PROGRESS', { current: 1, total: 2 });
    backend.store('c', 'FAILURE', 'x');
    const { result } = renderWithClient(() => useTaskStatuses(['b', 'a', 'c', 'a']), {
      initialProps: null,
      client: backend.client,
    });
    expect(result.current.tasks.map(({ id, phase }) => [id, phase])).toEqual([
      ['b', 'pending'],
      ['a', 'pending'],
      ['c', 'pending'],
      ['a', 'pending'],
    ]);
    expect(result.current.isReady).toBe(false);
    await pass(100);
    expect(result.current.tasks.map(({ phase }) => phase)).toEqual(['running', 'succeeded', 'failed', 'succeeded']);
    expect(result.current).toMatchObject({
      counts: { total: 4, ready: 3, succeeded: 2, failed: 1, running: 1 },
      progress: { current: 3, total: 4, percent: 87.5 },
      isReady: false,
      isSuccessful: false,
      isFailed: true,
      errors: {},
    });
    expect(backend.requests).toHaveLength(3);
  });

  it('returns an empty list that is not ready if there are no ids', async () => {
    const { result } = renderWithClient(() => useTaskStatuses([]), {
      initialProps: null,
      client: createFakeBackend({ batch: false }).client,
    });
    await pass(100);
    expect(result.current).toMatchObject({ tasks: [], isReady: false, progress: { percent: null } });
  });

  it('polls the new ids when they change, also in another order', async () => {
    const backend = createFakeBackend({ batch: false });
    backend.store('a', 'SUCCESS', 1);
    const { result, rerender } = renderWithClient((ids: readonly string[]) => useTaskStatuses(ids), {
      initialProps: ['a', 'b'],
      client: backend.client,
    });
    await pass(100);
    expect(result.current.tasks.map(({ phase }) => phase)).toEqual(['succeeded', 'running']);
    rerender(['b', 'a', 'c']);
    await pass(100);
    expect(result.current.tasks.map(({ id, phase }) => [id, phase])).toEqual([
      ['b', 'running'],
      ['a', 'succeeded'],
      ['c', 'running'],
    ]);
  });

  it('returns errors by id, and the other tasks', async () => {
    const backend = createFakeBackend({ batch: false });
    const forbidden = new HttpStatusError(403, 'u');
    const taskStatus: typeof backend.client.taskStatus = (id, options) =>
      id === 'b' ? Promise.reject(forbidden) : backend.client.taskStatus(id, options);
    const client = { ...backend.client, taskStatus };
    const { result } = renderWithClient(() => useTaskStatuses(['a', 'b']), { initialProps: null, client });
    await pass(100);
    expect(result.current.errors).toEqual({ b: forbidden });
    expect(result.current.tasks.map(({ phase }) => phase)).toEqual(['running', 'pending']);
  });

  it('renders again only after a change', async () => {
    const backend = createFakeBackend({ batch: false });
    let renders = 0;
    renderWithClient(
      () => {
        renders += 1;
        return useTaskStatuses(['a', 'b']).tasks;
      },
      { initialProps: null, client: backend.client },
    );
    await pass(1_000);
    const before = renders;
    await pass(30_000);
    expect(renders).toBe(before);
    backend.store('a', 'SUCCESS', 1);
    await pass(10_000);
    // React may render once more after a change
    expect(renders - before).toBeLessThanOrEqual(2);
    expect(renders).toBeGreaterThan(before);
  });
});
