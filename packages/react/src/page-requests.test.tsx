import { QueryClient } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakePage, fakePage } from '../test/fake-page.ts';
import { renderWithClient } from '../test/render-with-client.tsx';
import { useTaskStatus } from './use-task-status.ts';
import { useTaskStatuses } from './use-task-statuses.ts';

// the part that reads batches is loaded by a real import, while the clock of a test would go on
beforeAll(async () => {
  const { client } = fakePage({ batch: true });
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

/** Twenty components of one page, mounted 47 ms apart, each with a hook of its own, that move all the time. */
async function twentyBars(page: FakePage, rerenderEvery = 0): Promise<void> {
  const queryClient = new QueryClient();
  const rendered = [];
  for (const id of IDS) {
    rendered.push(
      renderWithClient(() => useTaskStatus(id).data?.status, { initialProps: null, client: page.client, queryClient }),
    );
    await pass(47);
  }
  page.requests.length = 0;
  let progress = 0;
  for (let at = 0; at < 60_000; at += 300) {
    // moving tasks are asked for every second
    progress += 1;
    for (const id of IDS) page.store(id, 'PROGRESS', { current: progress });
    await pass(300);
    if (rerenderEvery > 0) for (const { rerender } of rendered) rerender(null);
  }
}

describe('twenty unfinished tasks on a page', () => {
  it.each([{ rerenderEvery: 0 }, { rerenderEvery: 300 }])(
    'cost 1.1 requests a second at most where there is a batch (%o)',
    async ({ rerenderEvery }) => {
      const page = fakePage({ batch: true });
      await twentyBars(page, rerenderEvery);
      expect(page.requests.length).toBeLessThanOrEqual(66);
      expect(page.requests.length).toBeGreaterThan(55);
      expect(page.requests.slice(1)).toEqual(page.requests.slice(1).map(() => 20));
    },
  );

  it.each([{ rerenderEvery: 0 }, { rerenderEvery: 300 }])(
    'cost 20 requests a second at most on plain Django (%o)',
    async ({ rerenderEvery }) => {
      const page = fakePage({ batch: false });
      await twentyBars(page, rerenderEvery);
      expect(page.requests.length).toBeLessThanOrEqual(1_200);
      expect(page.requests.length).toBeGreaterThan(1_000);
    },
  );

  it('cost two requests at first where there is a batch: one that learns of it, and one for the others', async () => {
    const page = fakePage({ batch: true });
    renderWithClient(() => useTaskStatuses(IDS), { initialProps: null, client: page.client });
    await pass(400);
    expect(page.requests).toEqual([1, 19]);
  });

  it('cost nothing once they are final', async () => {
    const page = fakePage({ batch: true });
    for (const id of IDS) page.store(id, 'SUCCESS', 1);
    const { result } = renderWithClient(() => useTaskStatuses(IDS), { initialProps: null, client: page.client });
    await pass(400);
    expect(result.current).toMatchObject({ isReady: true, isSuccessful: true, counts: { succeeded: 20 } });
    page.requests.length = 0;
    await pass(60_000);
    expect(page.requests).toEqual([]);
  });

  it('are asked for less often the longer nothing changes, all on the same ticks', async () => {
    const page = fakePage({ batch: true });
    renderWithClient(() => useTaskStatuses(IDS), { initialProps: null, client: page.client });
    await pass(600_000);
    expect(page.requests.length).toBeLessThanOrEqual(92);
  });
});
