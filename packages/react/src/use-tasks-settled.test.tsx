import { type SkipToken, skipToken } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeBackend } from '../test/fake-backend.ts';
import { renderWithClient } from '../test/render-with-client.tsx';
import { useTasksSettled } from './use-tasks-settled.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe.each([{ strict: false }, { strict: true }])('useTasksSettled (%o)', ({ strict }) => {
  it('calls back once for each task, in every final state, and does not render before', async () => {
    const backend = createFakeBackend({ batch: false });
    const calls: string[] = [];
    let renders = 0;
    renderWithClient(
      () => {
        renders += 1;
        useTasksSettled(['a', 'b', 'a'], ({ id, phase }) => calls.push(`${id} ${phase}`));
      },
      { initialProps: null, client: backend.client, strict },
    );
    await pass(1_000);
    const before = renders;
    for (let current = 0; current < 5; current += 1) {
      backend.store('a', 'PROGRESS', { current });
      await pass(2_000);
    }
    expect(renders).toBe(before);
    backend.store('b', 'FAILURE', 'x');
    await pass(5_000);
    expect(calls).toEqual(['b failed']);
    backend.store('a', 'SUCCESS', 1);
    await pass(20_000);
    expect(calls).toEqual(['b failed', 'a succeeded']);
  });
});

it('calls the callback of the latest render, and takes ids that are added later', async () => {
  const backend = createFakeBackend({ batch: false });
  for (const id of ['a', 'b']) backend.store(id, 'SUCCESS', 1);
  const calls: string[] = [];
  const { rerender } = renderWithClient(
    ({ ids, name }: { ids: readonly string[]; name: string }) =>
      useTasksSettled(ids, (task) => calls.push(`${name} ${task.id}`)),
    { initialProps: { ids: ['a'], name: 'first' }, client: backend.client },
  );
  await pass(500);
  rerender({ ids: ['a', 'b'], name: 'second' });
  await pass(500);
  rerender({ ids: [], name: 'third' });
  await pass(500);
  expect(calls).toEqual(['first a', 'second b']);
});

const NO_IDS: readonly (null | undefined | SkipToken)[] = [null, undefined, skipToken];

it.each(NO_IDS)('is idle without ids (%s), and takes them later', async (none) => {
  const backend = createFakeBackend({ batch: false });
  backend.store('a', 'SUCCESS', 1);
  const calls: string[] = [];
  const { rerender } = renderWithClient(
    ({ ids }: { ids: readonly string[] | null | undefined | SkipToken }) =>
      useTasksSettled(ids, (task) => calls.push(task.id)),
    { initialProps: { ids: none }, client: backend.client },
  );
  await pass(500);
  expect(calls).toEqual([]);
  rerender({ ids: ['a'] });
  await pass(500);
  expect(calls).toEqual(['a']);
});
