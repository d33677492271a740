import { act, cleanup } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFakeBackend } from '../test/fake-backend.ts';
import { renderWithClient } from '../test/render-with-client.tsx';
import { useCancelTask } from './use-cancel-task.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

function render(cancel: (id: string) => Promise<unknown>) {
  const backend = createFakeBackend({ batch: false });
  const rendered = renderWithClient(() => useCancelTask(cancel), { initialProps: null, client: backend.client });
  return { backend, ...rendered };
}

it('is cancelling from the call until the worker has stored the end, and reads nothing before the call', async () => {
  const cancelled: string[] = [];
  const { backend, result } = render(async (id) => cancelled.push(id));
  await pass(5_000);
  expect([backend.requests, result.current.isCancelling]).toEqual([[], false]);
  act(() => result.current.cancel('t'));
  await pass(3_000);
  expect([cancelled, result.current.isCancelling]).toEqual([['t'], true]);
  backend.store('t', 'REVOKED', "TaskRevokedError('terminated')");
  await pass(5_000);
  expect(result.current).toMatchObject({ isCancelling: false, error: null });
});

it('ends for a task that succeeds anyway', async () => {
  const { backend, result } = render(async () => {});
  act(() => result.current.cancel('t'));
  await pass(1_000);
  backend.store('t', 'SUCCESS', 1);
  await pass(5_000);
  expect(result.current.isCancelling).toBe(false);
});

it('ends with the error of a refused call', async () => {
  const { result } = render(() => Promise.reject(new Error('not yours')));
  act(() => result.current.cancel('t'));
  await pass(100);
  expect(result.current).toMatchObject({ isCancelling: false, error: new Error('not yours') });
});
