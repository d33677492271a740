import type { TaskStatus } from '@celery-results/client';
import type { Id } from '@celery-results/query';
import { act, cleanup } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeBackend } from '../test/fake-backend.ts';
import { renderWithClient } from '../test/render-with-client.tsx';
import { useTaskSettled } from './use-task-settled.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe.each([{ strict: false }, { strict: true }])('useTaskSettled (%o)', ({ strict }) => {
  it('calls back only once, when the task is final', async () => {
    const backend = createFakeBackend({ batch: false });
    const settled = vi.fn();
    const { rerender } = renderWithClient(() => useTaskSettled('t', settled), {
      initialProps: null,
      client: backend.client,
      strict,
    });
    await pass(3_000);
    backend.store('t', 'PROGRESS', { current: 1 });
    await pass(3_000);
    expect(settled).not.toHaveBeenCalled();
    backend.store('t', 'SUCCESS', { rows: 1 });
    await pass(10_000);
    rerender(null);
    await pass(60_000);
    expect(settled).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ phase: 'succeeded', result: { rows: 1 } }),
    );
  });

  it.each(['FAILURE', 'REVOKED', 'IGNORED'])('calls back for %s too', async (state) => {
    const backend = createFakeBackend({ batch: false });
    backend.store('t', state, 'x');
    const settled = vi.fn();
    renderWithClient(() => useTaskSettled('t', settled), { initialProps: null, client: backend.client, strict });
    await pass(100);
    expect(settled).toHaveBeenCalledOnce();
  });

  it('calls the callback of the latest render, once for each id', async () => {
    const backend = createFakeBackend({ batch: false });
    backend.store('a', 'SUCCESS', 1);
    backend.store('b', 'SUCCESS', 2);
    const calls: { name: string; id: TaskStatus['id'] }[] = [];
    const { rerender } = renderWithClient(
      ({ id, name }: { id: Id; name: string }) => useTaskSettled(id, (task) => void calls.push({ name, id: task.id })),
      { initialProps: { id: null as Id, name: 'first' }, client: backend.client, strict },
    );
    await pass(100);
    rerender({ id: 'a', name: 'second' });
    rerender({ id: 'a', name: 'third' });
    await pass(100);
    rerender({ id: 'b', name: 'fourth' });
    await pass(100);
    rerender({ id: 'b', name: 'fifth' });
    await pass(100);
    expect(calls).toEqual([
      { name: 'third', id: 'a' },
      { name: 'fourth', id: 'b' },
    ]);
  });

  it('does not render again while the task runs', async () => {
    const backend = createFakeBackend({ batch: false });
    let renders = 0;
    renderWithClient(
      () => {
        renders += 1;
        useTaskSettled('t', () => {});
      },
      { initialProps: null, client: backend.client, strict },
    );
    await pass(1_000);
    const before = renders;
    for (let current = 0; current < 10; current += 1) {
      backend.store('t', 'PROGRESS', { current });
      await pass(2_000);
    }
    expect(renders).toBe(before);
  });
});
