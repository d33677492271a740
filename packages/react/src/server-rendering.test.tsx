import { createClient } from '@celery-results/client';
import { celeryKeys, taskStatusOptions } from '@celery-results/query';
import { dehydrate, HydrationBoundary, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeBackend } from '../test/fake-backend.ts';
import { CeleryResultsProvider } from './provider.tsx';
import { useTaskStatus } from './use-task-status.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const Bar = ({ id }: { readonly id: string }): ReactNode => <p>{useTaskStatus(id).data?.phase ?? 'no status'}</p>;
const IDS = ['done', 'open'];

describe('a page that a server has rendered', () => {
  it('reads each unfinished task once, and leaves no timer on the server', async () => {
    const server = createFakeBackend({ batch: false });
    server.store('done', 'SUCCESS', 1);
    const queryClient = new QueryClient();
    await Promise.all(IDS.map((id) => queryClient.prefetchQuery(taskStatusOptions(server.client, id))));
    const page = (client: typeof server.client, content: ReactNode, queries: QueryClient) => (
      <QueryClientProvider client={queries}>
        <CeleryResultsProvider client={client}>{content}</CeleryResultsProvider>
      </QueryClientProvider>
    );
    const bars = IDS.map((id) => <Bar key={id} id={id} />);
    expect(renderToString(page(server.client, bars, queryClient))).toContain('<p>succeeded</p><p>running</p>');
    const state = JSON.parse(JSON.stringify(dehydrate(queryClient)));
    queryClient.clear();
    expect(vi.getTimerCount()).toBe(0);

    const browser = createFakeBackend({ batch: false });
    browser.store('done', 'SUCCESS', 1);
    const { container } = render(
      page(browser.client, <HydrationBoundary state={state}>{bars}</HydrationBoundary>, new QueryClient()),
    );
    expect(container.textContent).toBe('succeededrunning');
    await act(() => vi.advanceTimersByTimeAsync(100));
    expect(browser.requests).toHaveLength(1);
  });

  it('shares its cache with a server under another base URL, if both clients have the same scope', () => {
    const onServer = createClient({ baseUrl: 'http://results.internal/celery/', scope: 'results:user-7' });
    const inPage = createClient({ baseUrl: '/celery/', scope: 'results:user-7' });
    expect(celeryKeys.task(onServer, 't')).toEqual(celeryKeys.task(inPage, 't'));
    expect(celeryKeys.task(createClient({ baseUrl: '/celery/' }), 't')).toEqual([
      'celery-results',
      '/celery/',
      'task',
      't',
    ]);
  });
});
