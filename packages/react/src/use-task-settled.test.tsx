import type { TaskStatus } from '@celery-results/client';
import { act, cleanup } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakePage } from '../test/fake-page.ts';
import { renderWithClient } from '../test/render-with-client.tsx';
import type { Id } from './status-options.ts';
import { useTaskSettled } from './use-task-settled.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe.each([{ strict: false }, { strict: true }])('useTaskSettled (%o)', ({ strict }) => {
  it('calls back once when the task is final, and not for anything before', async () => {
    const page = fakePage({ batch: false });
    const settled = vi.fn();
    const { rerender } = renderWithClient(() => useTaskSettled('t', settled), {
      ...{ initialProps: null, client: page.client, strict },
    });
    await pass(3_000);
    page.store('t', 'PROGRESS', { current: 1 });
    await pass(3_000);
    expect(settled).not.toHaveBeenCalled();
    page.store('t', 'SUCCESS', { rows: 1 });
    await pass(10_000);
    rerender(null);
    await pass(60_000);
    expect(settled).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ phase: 'succeeded', result: { rows: 1 } }),
    );
  });

  it.each(['FAILURE', 'REVOKED', 'IGNORED'])('calls back for %s too', async (state) => {
    const page = fakePage({ batch: false });
    page.store('t', state, 'x');
    const settled = vi.fn();
    renderWithClient(() => useTaskSettled('t', settled), { initialProps: null, client: page.client, strict });
    await pass(100);
    expect(settled).toHaveBeenCalledOnce();
  });

  it('calls the callback of the latest render, once for each id', async () => {
    const page = fakePage({ batch: false });
    page.store('a', 'SUCCESS', 1);
    page.store('b', 'SUCCESS', 2);
    const told: [string, TaskStatus['id']][] = [];
    const { rerender } = renderWithClient(
      ({ id, name }: { id: Id; name: string }) => useTaskSettled(id, (task) => void told.push([name, task.id])),
      { initialProps: { id: null as Id, name: 'first' }, client: page.client, strict },
    );
    await pass(100);
    rerender({ id: 'a', name: 'second' });
    rerender({ id: 'a', name: 'third' });
    await pass(100);
    rerender({ id: 'b', name: 'fourth' });
    await pass(100);
    rerender({ id: 'b', name: 'fifth' });
    await pass(100);
    expect(told).toEqual([
      ['third', 'a'],
      ['fourth', 'b'],
    ]);
  });

  it('renders nothing while the task goes on', async () => {
    const page = fakePage({ batch: false });
    let renders = 0;
    renderWithClient(
      () => {
        renders += 1;
        useTaskSettled('t', () => {});
      },
      { initialProps: null, client: page.client, strict },
    );
    await pass(1_000);
    const before = renders;
    for (let current = 0; current < 10; current += 1) {
      page.store('t', 'PROGRESS', { current });
      await pass(2_000);
    }
    expect(renders).toBe(before);
  });
});
