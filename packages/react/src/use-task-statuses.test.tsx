import { HttpStatusError } from '@celery-results/client';
import { act, cleanup } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakePage } from '../test/fake-page.ts';
import { renderWithClient } from '../test/render-with-client.tsx';
import { useTaskStatuses } from './use-task-statuses.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('useTaskStatuses', () => {
  it('has every task in the order of the ids, and all of them as one', async () => {
    const page = fakePage({ batch: false });
    page.store('a', 'SUCCESS', 1);
    page.store('b', 'PROGRESS', { current: 1, total: 2 });
    page.store('c', 'FAILURE', 'x');
    const { result } = renderWithClient(() => useTaskStatuses(['b', 'a', 'c', 'a']), {
      initialProps: null,
      client: page.client,
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
      ...{ isReady: false, isSuccessful: false, isFailed: true, errors: {} },
    });
    expect(page.requests).toHaveLength(3);
  });

  it('is nothing for no ids', async () => {
    const { result } = renderWithClient(() => useTaskStatuses([]), {
      initialProps: null,
      client: fakePage({ batch: false }).client,
    });
    await pass(100);
    expect(result.current).toMatchObject({ tasks: [], isReady: false, progress: { percent: null } });
  });

  it('follows other ids when they change, in another order too', async () => {
    const page = fakePage({ batch: false });
    page.store('a', 'SUCCESS', 1);
    const { result, rerender } = renderWithClient((ids: readonly string[]) => useTaskStatuses(ids), {
      initialProps: ['a', 'b'],
      client: page.client,
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

  it('names the ids that could not be read, and has the others', async () => {
    const page = fakePage({ batch: false });
    const refused = new HttpStatusError(403, 'u');
    const taskStatus: typeof page.client.taskStatus = (id, options) =>
      id === 'b' ? Promise.reject(refused) : page.client.taskStatus(id, options);
    const client = { ...page.client, taskStatus };
    const { result } = renderWithClient(() => useTaskStatuses(['a', 'b']), { initialProps: null, client });
    await pass(100);
    expect(result.current.errors).toEqual({ b: refused });
    expect(result.current.tasks.map(({ phase }) => phase)).toEqual(['running', 'pending']);
  });

  it('renders only for what changes', async () => {
    const page = fakePage({ batch: false });
    let renders = 0;
    renderWithClient(
      () => {
        renders += 1;
        return useTaskStatuses(['a', 'b']).tasks;
      },
      { initialProps: null, client: page.client },
    );
    await pass(1_000);
    const before = renders;
    await pass(30_000);
    expect(renders).toBe(before);
    page.store('a', 'SUCCESS', 1);
    await pass(10_000);
    // React itself may look once more at what has just changed
    expect(renders - before).toBeLessThanOrEqual(2);
    expect(renders).toBeGreaterThan(before);
  });
});
