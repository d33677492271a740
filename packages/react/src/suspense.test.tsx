import type { CeleryClient } from '@celery-results/client';
import { defineTask, isTaskError } from '@celery-results/client';
import { QueryClient, QueryClientProvider, QueryErrorResetBoundary } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import { Component, type ReactNode, Suspense } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakePage, fakePage } from '../test/fake-page.ts';
import { showTab } from '../test/show-tab.ts';
import { CeleryResultsProvider } from './provider.tsx';
import { useSuspenseTaskResult } from './use-suspense-task-result.ts';
import { useSuspenseTaskStatus } from './use-suspense-task-status.ts';
import { useTaskStatus } from './use-task-status.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  cleanup();
  showTab(true);
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

class Boundary extends Component<{ readonly children: ReactNode; readonly onReset: () => void }> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError = (error: Error) => ({ error });
  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    const retry = () => {
      this.props.onReset();
      this.setState({ error: undefined });
    };
    return (
      <button type="button" onClick={retry}>
        {isTaskError(error) ? error.code : error.message}
      </button>
    );
  }
}

/** Shows a component as a page would: with a fallback and an error boundary. Gives what can be read on it. */
function show(client: CeleryClient, content: ReactNode): () => string {
  const { container } = render(
    <QueryClientProvider client={new QueryClient()}>
      <CeleryResultsProvider client={client}>
        <QueryErrorResetBoundary>
          {({ reset }) => (
            <Boundary onReset={reset}>
              <Suspense fallback="waiting">{content}</Suspense>
            </Boundary>
          )}
        </QueryErrorResetBoundary>
      </CeleryResultsProvider>
    </QueryClientProvider>,
  );
  return () => container.textContent ?? '';
}

const Result = ({ task }: { readonly task?: ReturnType<typeof defineTask<{ rows: number }, unknown>> }): ReactNode =>
  `rows: ${useSuspenseTaskResult<{ rows: number }>('t', task ? { task } : {}).rows}`;
const Status = (): ReactNode => useSuspenseTaskStatus('t').data.phase;
const Bar = (): ReactNode => `bar ${useTaskStatus('t').data?.phase}`;

describe('useSuspenseTaskStatus', () => {
  it('waits for the first answer, then follows the task until it is final', async () => {
    const page = fakePage({ batch: false });
    const text = show(page.client, <Status />);
    expect(text()).toBe('waiting');
    await pass(100);
    expect(text()).toBe('running');
    page.store('t', 'FAILURE', 'x');
    await pass(2_000);
    expect(text()).toBe('failed');
    const asked = page.requests.length;
    await pass(60_000);
    expect(page.requests).toHaveLength(asked);
  });

  it('goes to the boundary when the first request fails, and asks again from there', async () => {
    const page = failing(fakePage({ batch: false }), 1);
    const text = show(page.client, <Status />);
    await pass(100);
    expect(text()).toMatch(/could not be sent/);
    await act(async () => screen.getByRole('button').click());
    await pass(100);
    expect(text()).toBe('running');
  });
});

/** The same page, whose first reads fail. */
function failing(page: FakePage, reads: number, error: Error = new TypeError('could not be sent')): FakePage {
  let left = reads;
  const taskStatus: CeleryClient['taskStatus'] = (id, options) => {
    left -= 1;
    return left >= 0 ? Promise.reject(error) : page.client.taskStatus(id, options);
  };
  return { ...page, client: { ...page.client, taskStatus } };
}

describe('useSuspenseTaskResult', () => {
  it('waits for the result, and costs nothing afterwards', async () => {
    const page = fakePage({ batch: false });
    const text = show(page.client, <Result />);
    await pass(5_000);
    expect(text()).toBe('waiting');
    page.store('t', 'SUCCESS', { rows: 3 });
    await pass(2_000);
    expect(text()).toBe('rows: 3');
    const asked = page.requests.length;
    await pass(60_000);
    expect(page.requests).toHaveLength(asked);
  });

  it.each([
    ['FAILURE', 'TASK_FAILED'],
    ['REVOKED', 'TASK_REVOKED'],
    ['IGNORED', 'TASK_IGNORED'],
  ])('goes to the boundary for a task that ends as %s', async (state, code) => {
    const page = fakePage({ batch: false });
    const text = show(page.client, <Result />);
    await pass(2_000);
    page.store('t', state, 'x');
    await pass(2_000);
    expect(text()).toBe(code);
  });

  it('outlives requests that fail, unless asking again cannot help', async () => {
    const { TransportError, HttpStatusError } = await import('@celery-results/client');
    const page = failing(fakePage({ batch: false }), 3, new TransportError('NETWORK', 'u'));
    page.store('t', 'SUCCESS', { rows: 3 });
    const text = show(page.client, <Result />);
    await pass(10_000);
    expect(text()).toBe('rows: 3');
    cleanup();
    const refused = failing(fakePage({ batch: false }), 1, new HttpStatusError(403, 'u'));
    expect(show(refused.client, <Result />)()).toBe('waiting');
    await pass(100);
    expect(document.body.textContent).toBe('u was answered with status 403');
  });

  it('is checked by its definition', async () => {
    const { z } = await import('zod');
    const page = fakePage({ batch: false });
    page.store('t', 'SUCCESS', { rows: 'x' });
    const text = show(page.client, <Result task={defineTask({ result: z.object({ rows: z.number() }) })} />);
    // the part that checks is loaded by a real import
    await vi.waitFor(async () => {
      await pass(100);
      expect(text()).toBe('RESULT_SCHEMA');
    });
    const asked = page.requests.length;
    await pass(60_000);
    expect(page.requests).toHaveLength(asked);
  });

  it('shares its requests with a bar of the same task, and sends none in a hidden tab', async () => {
    const page = fakePage({ batch: false });
    const text = show(
      page.client,
      <>
        <Suspense fallback="waiting">
          <Result />
        </Suspense>
        <Bar />
      </>,
    );
    await pass(5_500);
    expect(text()).toBe('waitingbar running');
    expect(page.requests.length).toBeLessThanOrEqual(7);
    showTab(false);
    const asked = page.requests.length;
    await pass(60_000);
    expect(page.requests).toHaveLength(asked);
    page.store('t', 'SUCCESS', { rows: 3 });
    showTab(true);
    await pass(100);
    expect(text()).toBe('rows: 3bar succeeded');
  });
});
