import { QueryClient } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeBackend, type FakeBackend } from '../test/fake-backend.ts';
import { renderWithClient } from '../test/render-with-client.tsx';
import { useTaskStatus } from './use-task-status.ts';
import { useTaskStatuses } from './use-task-statuses.ts';

// loads the chunk of the batch before the tests: fake timers do not control an import
beforeAll(async () => {
  const { client } = createFakeBackend({ batch: true });
  await client.taskStatus('t');
  await client.taskStatus('t');
});
beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const IDS = Array.from({ length: 20 }, (_, index) => `t${index}`);
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

/** Renders twenty components with a hook each, 47 ms apart. Their progress changes every 300 ms, for one minute. */
async function renderTwentyBars(backend: FakeBackend, { isRerendering }: { isRerendering: boolean }): Promise<void> {
  const queryClient = new QueryClient();
  const rendered = [];
  for (const id of IDS) {
    rendered.push(
      renderWithClient(() => useTaskStatus(id).data?.status, {
        initialProps: null,
        client: backend.client,
        queryClient,
      }),
    );
    await pass(47);
  }
  backend.requests.length = 0;
  let progress = 0;
  for (let at = 0; at < 60_000; at += 300) {
    progress += 1;
    for (const id of IDS) backend.store(id, 'PROGRESS', { current: progress });
    await pass(300);
    if (isRerendering) for (const { rerender } of rendered) rerender(null);
  }
}

describe('twenty unfinished tasks on a page', () => {
  it.each([{ isRerendering: false }, { isRerendering: true }])(
    'cost at most 1.1 requests per second with a batch (%o)',
    async ({ isRerendering }) => {
      const backend = createFakeBackend({ batch: true });
      await renderTwentyBars(backend, { isRerendering });
      expect(backend.requests.length).toBeLessThanOrEqual(66);
      expect(backend.requests.length).toBeGreaterThan(55);
      expect(backend.requests.slice(1)).toEqual(backend.requests.slice(1).map(() => 20));
    },
  );

  it.each([{ isRerendering: false }, { isRerendering: true }])(
    'cost at most 20 requests per second on plain Django (%o)',
    async ({ isRerendering }) => {
      const backend = createFakeBackend({ batch: false });
      await renderTwentyBars(backend, { isRerendering });
      expect(backend.requests.length).toBeLessThanOrEqual(1_200);
      expect(backend.requests.length).toBeGreaterThan(1_000);
    },
  );

  it('cost two requests at first with a batch: one with the announcement, and one for the other tasks', async () => {
    const backend = createFakeBackend({ batch: true });
    renderWithClient(() => useTaskStatuses(IDS), { initialProps: null, client: backend.client });
    await pass(400);
    expect(backend.requests).toEqual([1, 19]);
  });

  it('cost no requests when they are final', async () => {
    const backend = createFakeBackend({ batch: true });
    for (const id of IDS) backend.store(id, 'SUCCESS', 1);
    const { result } = renderWithClient(() => useTaskStatuses(IDS), { initialProps: null, client: backend.client });
    await pass(400);
    expect(result.current).toMatchObject({ isReady: true, isSuccessful: true, counts: { succeeded: 20 } });
    backend.requests.length = 0;
    await pass(60_000);
    expect(backend.requests).toEqual([]);
  });

  it('are read less and less often without changes, all on the same ticks', async () => {
    const backend = createFakeBackend({ batch: true });
    renderWithClient(() => useTaskStatuses(IDS), { initialProps: null, client: backend.client });
    await pass(600_000);
    expect(backend.requests.length).toBeLessThanOrEqual(92);
  });
});
