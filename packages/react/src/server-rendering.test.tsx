import { createClient } from '@celery-results/client';
import { dehydrate, HydrationBoundary, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakePage } from '../test/fake-page.ts';
import { celeryKeys } from './celery-keys.ts';
import { CeleryResultsProvider } from './provider.tsx';
import { taskStatusOptions } from './status-options.ts';
import { useTaskStatus } from './use-task-status.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const Bar = ({ id }: { readonly id: string }): ReactNode => <p>{useTaskStatus(id).data?.phase ?? 'nothing yet'}</p>;
const IDS = ['done', 'open'];

describe('a page that was rendered on a server', () => {
  it('asks for unfinished tasks only, once, and leaves no timer behind on the server', async () => {
    const server = fakePage({ batch: false });
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

    const browser = fakePage({ batch: false });
    browser.store('done', 'SUCCESS', 1);
    const { container } = render(
      page(browser.client, <HydrationBoundary state={state}>{bars}</HydrationBoundary>, new QueryClient()),
    );
    expect(container.textContent).toBe('succeededrunning');
    await act(() => vi.advanceTimersByTimeAsync(100));
    expect(browser.requests).toHaveLength(1);
  });

  it('shares its cache where server and page ask under different URLs, when the clients have one scope', () => {
    const inside = createClient({ baseUrl: 'http://results.internal/celery/', scope: 'results:user-7' });
    const page = createClient({ baseUrl: '/celery/', scope: 'results:user-7' });
    expect(celeryKeys.task(inside, 't')).toEqual(celeryKeys.task(page, 't'));
    expect(celeryKeys.task(createClient({ baseUrl: '/celery/' }), 't')).toEqual([
      'celery-results',
      '/celery/',
      'task',
      't',
    ]);
  });
});
