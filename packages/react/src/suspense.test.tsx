import type { CeleryClient } from '@celery-results/client';
import { defineTask, isTaskError } from '@celery-results/client';
import { QueryClient, QueryClientProvider, QueryErrorResetBoundary } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import { Component, type ReactNode, Suspense } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeBackend, type FakeBackend } from '../test/fake-backend.ts';
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

/** Renders a component with a fallback and an error boundary. Returns a function that reads its text. */
function renderSuspended(client: CeleryClient, content: ReactNode): () => string {
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
  it('suspends until the first response, then polls until the task is final', async () => {
    const backend = createFakeBackend({ batch: false });
    const text = renderSuspended(backend.client, <Status />);
    expect(text()).toBe('waiting');
    await pass(100);
    expect(text()).toBe('running');
    backend.store('t', 'FAILURE', 'x');
    await pass(2_000);
    expect(text()).toBe('failed');
    const requests = backend.requests.length;
    await pass(60_000);
    expect(backend.requests).toHaveLength(requests);
  });

  it('throws to the error boundary if the first request fails; its reset reads again', async () => {
    const backend = withErrors(createFakeBackend({ batch: false }), 1);
    const text = renderSuspended(backend.client, <Status />);
    await pass(100);
    expect(text()).toMatch(/no network/);
    await act(async () => screen.getByRole('button').click());
    await pass(100);
    expect(text()).toBe('running');
  });
});

/** Makes the first reads of a backend's client fail. */
function withErrors(backend: FakeBackend, count: number, error: Error = new TypeError('no network')): FakeBackend {
  let left = count;
  const taskStatus: CeleryClient['taskStatus'] = (id, options) => {
    left -= 1;
    return left >= 0 ? Promise.reject(error) : backend.client.taskStatus(id, options);
  };
  return { ...backend, client: { ...backend.client, taskStatus } };
}

describe('useSuspenseTaskResult', () => {
  it('suspends until the task is final, and sends no request afterwards', async () => {
    const backend = createFakeBackend({ batch: false });
    const text = renderSuspended(backend.client, <Result />);
    await pass(5_000);
    expect(text()).toBe('waiting');
    backend.store('t', 'SUCCESS', { rows: 3 });
    await pass(2_000);
    expect(text()).toBe('rows: 3');
    const requests = backend.requests.length;
    await pass(60_000);
    expect(backend.requests).toHaveLength(requests);
  });

  it.each([
    { state: 'FAILURE', code: 'TASK_FAILED' },
    { state: 'REVOKED', code: 'TASK_REVOKED' },
    { state: 'IGNORED', code: 'TASK_IGNORED' },
  ])('throws $code to the error boundary for a task that ends as $state', async ({ state, code }) => {
    const backend = createFakeBackend({ batch: false });
    const text = renderSuspended(backend.client, <Result />);
    await pass(2_000);
    backend.store('t', state, 'x');
    await pass(2_000);
    expect(text()).toBe(code);
  });

  it('stays suspended after temporary errors, and throws a permanent one', async () => {
    const { TransportError, HttpStatusError } = await import('@celery-results/client');
    const backend = withErrors(createFakeBackend({ batch: false }), 3, new TransportError('NETWORK', 'u'));
    backend.store('t', 'SUCCESS', { rows: 3 });
    const text = renderSuspended(backend.client, <Result />);
    await pass(10_000);
    expect(text()).toBe('rows: 3');
    cleanup();
    const forbidden = withErrors(createFakeBackend({ batch: false }), 1, new HttpStatusError(403, 'u'));
    expect(renderSuspended(forbidden.client, <Result />)()).toBe('waiting');
    await pass(100);
    expect(document.body.textContent).toBe('u: HTTP status 403');
  });

  it('checks the result by its definition', async () => {
    const { z } = await import('zod');
    const backend = createFakeBackend({ batch: false });
    backend.store('t', 'SUCCESS', { rows: 'x' });
    const text = renderSuspended(
      backend.client,
      <Result task={defineTask({ result: z.object({ rows: z.number() }) })} />,
    );
    // fake timers do not control the import of the chunk that checks
    await vi.waitFor(async () => {
      await pass(100);
      expect(text()).toBe('RESULT_SCHEMA');
    });
    const requests = backend.requests.length;
    await pass(60_000);
    expect(backend.requests).toHaveLength(requests);
  });

  it('shares its requests with a status hook of the same task, and sends none in a hidden tab', async () => {
    const backend = createFakeBackend({ batch: false });
    const text = renderSuspended(
      backend.client,
      <>
        <Suspense fallback="waiting">
          <Result />
        </Suspense>
        <Bar />
      </>,
    );
    await pass(5_500);
    expect(text()).toBe('waitingbar running');
    expect(backend.requests.length).toBeLessThanOrEqual(7);
    showTab(false);
    const requests = backend.requests.length;
    await pass(60_000);
    expect(backend.requests).toHaveLength(requests);
    backend.store('t', 'SUCCESS', { rows: 3 });
    showTab(true);
    await pass(100);
    expect(text()).toBe('rows: 3bar succeeded');
  });
});
