import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeBackend, type FakeBackend } from '../test/fake-backend.ts';
import { createScriptedClient, running, succeeded } from '../test/scripted-client.ts';
import { GroupProgress } from './group-progress.tsx';
import { CeleryResultsProvider } from './provider.tsx';
import { TaskProgress } from './task-progress.tsx';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

function show(children: ReactNode, client: FakeBackend['client']): void {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <CeleryResultsProvider client={client}>{children}</CeleryResultsProvider>
    </QueryClientProvider>,
  );
}
const bar = () => screen.getByRole('progressbar', { name: 'Import' });
const attribute = (name: string) => bar().getAttribute(name);

describe('TaskProgress', () => {
  it('has a name, a value and a text, and announces the phase politely', async () => {
    const backend = createFakeBackend({ batch: false });
    backend.store('t', 'PROGRESS', { current: 2, total: 3, description: 'reading rows' });
    show(<TaskProgress id="t" label="Import" />, backend.client);
    expect([attribute('aria-valuenow'), attribute('aria-valuetext')]).toEqual([null, 'pending']);
    await pass(100);
    expect(attribute('aria-valuetext')).toBe('67 %, reading rows');
    expect(Number(attribute('aria-valuenow'))).toBeCloseTo(66.67, 1);
    expect(screen.getByRole('status').textContent).toBe('running');
    backend.store('t', 'SUCCESS', 1);
    await pass(5_000);
    expect([attribute('aria-valuenow'), attribute('data-phase')]).toEqual(['100', 'succeeded']);
    expect(screen.getByRole('status').textContent).toBe('succeeded');
  });

  it('changes its live region only with the phase', async () => {
    const { client } = createScriptedClient((read) => (read < 6 ? running(read) : succeeded()));
    show(<TaskProgress id="t" label="Import" />, client);
    await pass(100);
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => void changes.push(...records));
    observer.observe(screen.getByRole('status'), { childList: true, characterData: true, subtree: true });
    await pass(60_000);
    expect(changes).toHaveLength(1);
    observer.disconnect();
  });

  it('uses the given texts, and renders the content of its function', async () => {
    const backend = createFakeBackend({ batch: false });
    backend.store('t', 'FAILURE', "ValueError('no')");
    show(
      <TaskProgress id="t" label="Import" phaseTexts={{ failed: 'fehlgeschlagen' }}>
        {({ barProps, task, percent }) => (
          <>
            <div {...barProps} />
            <b>{`${task?.id} ${percent}`}</b>
          </>
        )}
      </TaskProgress>,
      backend.client,
    );
    await pass(100);
    expect(bar().tagName).toBe('DIV');
    screen.getByText(/^t /);
    expect(screen.getByRole('status').textContent).toBe('fehlgeschlagen');
  });

  it.each([
    { status: 'FAILURE', phase: 'failed' },
    { status: 'REVOKED', phase: 'revoked' },
    { status: 'RETRY', phase: 'retrying' },
  ])('shows the message of the exception after $status', async ({ status, phase }) => {
    const backend = createFakeBackend({ batch: false });
    backend.store('t', status, "ValueError('row 7: price is missing')");
    show(<TaskProgress id="t" label="Import" />, backend.client);
    await pass(100);
    expect([attribute('data-phase'), attribute('aria-valuetext')]).toEqual([phase, 'row 7: price is missing']);
  });

  it('shows a pending task without an id', async () => {
    const backend = createFakeBackend({ batch: false });
    show(<TaskProgress id={null} label="Import" />, backend.client);
    await pass(5_000);
    expect([attribute('data-phase'), backend.requests]).toEqual(['pending', []]);
  });
});

describe('GroupProgress', () => {
  const group = (statuses: readonly [string, unknown][]) => {
    const tasks = statuses.map(([status, result], index) => ({ id: `m${index}`, status, result }));
    return { client: createGroupClient(tasks) };
  };

  it('counts its members by their weights', async () => {
    const { client } = group([
      ['SUCCESS', 1],
      ['PROGRESS', { current: 1, total: 2 }],
      ['STARTED', null],
      ['PENDING', null],
    ]);
    show(<GroupProgress id="g" label="Import" weight={({ id }) => (id === 'm0' ? 5 : 1)} />, client);
    await pass(100);
    expect(attribute('aria-valuetext')).toBe('69 %, 1 of 4');
    expect(attribute('data-phase')).toBe('running');
  });

  it.each([
    { phase: 'failed', last: 'FAILURE' },
    { phase: 'revoked', last: 'REVOKED' },
    { phase: 'succeeded', last: 'SUCCESS' },
  ])('is $phase once all are ready and one is $last', async ({ phase, last }) => {
    const { client } = group([
      ['SUCCESS', 1],
      [last, 'x'],
    ]);
    show(<GroupProgress id="g" label="Import" />, client);
    await pass(500);
    expect([attribute('data-phase'), attribute('aria-valuetext')]).toEqual([phase, '100 %, 2 of 2']);
  });
});

/** Creates a client of plain Django with a group of these members. */
function createGroupClient(tasks: readonly { id: string; status: string; result: unknown }[]) {
  const backend = createFakeBackend({ batch: false });
  return {
    ...backend.client,
    groupStatus: async () => {
      const { toGroupStatus } = await import('@celery-results/client');
      const members = await Promise.all(
        tasks.map(({ id, status, result }) => {
          backend.store(id, status, result);
          return backend.client.taskStatus(id);
        }),
      );
      return toGroupStatus('g', members) as never;
    },
  };
}
