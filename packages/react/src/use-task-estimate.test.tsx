import { cleanup } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeBackend } from '../test/fake-backend.ts';
import { pass } from '../test/pass.ts';
import { renderWithClient } from '../test/render-with-client.tsx';
import { useTaskEstimate } from './use-task-estimate.ts';
import { useTaskStatus } from './use-task-status.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function render(options = {}) {
  const backend = createFakeBackend({ batch: false });
  const rendered = renderWithClient(
    () => {
      useTaskStatus('t');
      return useTaskEstimate('t', options);
    },
    { initialProps: null, client: backend.client },
  );
  return { backend, ...rendered };
}

describe('useTaskEstimate', () => {
  it('estimates a task to its end, and then stops its timer', async () => {
    const { backend, result } = render();
    for (let percent = 10; percent <= 50; percent += 10) {
      backend.store('t', 'PROGRESS', { percent });
      await pass(2_000);
    }
    const { elapsed, remaining } = result.current.data ?? {};
    expect(elapsed).toBeGreaterThanOrEqual(8_000);
    expect(remaining).toBeGreaterThan(6_000);
    expect(remaining).toBeLessThan(13_000);
    backend.store('t', 'SUCCESS', 1);
    await pass(8_000);
    expect(result.current.data).toMatchObject({ remaining: 0, unchangedFor: 0, isStalled: false });
    const requests = backend.requests.length;
    const updatedAt = result.current.dataUpdatedAt;
    await pass(60_000);
    expect([backend.requests.length, result.current.dataUpdatedAt]).toEqual([requests, updatedAt]);
  });

  it('reports each second that a task is stalled, without sending a request', async () => {
    const { backend, result } = render({ stalledAfter: 20_000 });
    await pass(19_000);
    expect(result.current.data).toMatchObject({ remaining: null, isStalled: false });
    await pass(4_000);
    expect(result.current.data?.isStalled).toBe(true);
    expect(result.current.data?.unchangedFor).toBeGreaterThanOrEqual(20_000);
    const requests = backend.requests.length;
    await pass(100);
    backend.store('t', 'PROGRESS', { percent: 1 });
    await pass(8_000);
    expect(result.current.data?.isStalled).toBe(false);
    expect(backend.requests.length - requests).toBeLessThan(9);
  });

  it('is idle without an id, and throws an error that names a wrong option', () => {
    const { client } = createFakeBackend({ batch: false });
    const { result } = renderWithClient(() => useTaskEstimate(null), { initialProps: null, client });
    expect(result.current).toMatchObject({ data: undefined, fetchStatus: 'idle' });
    vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(() => render({ stalledAfter: 0 })).toThrow('stalledAfter must be a number of milliseconds, 1 or more');
    vi.restoreAllMocks();
  });
});
