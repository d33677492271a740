import { act, waitFor } from '@testing-library/react';
import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createScriptedDjango, renderWithClient } from '../test/render-with-client.tsx';
import { useTaskDetail, useTaskList, useTaskStats } from './index.ts';

const { server, requests, script } = createScriptedDjango();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  server.resetHandlers();
  requests.length = 0;
});
afterAll(() => server.close());

const page = (id: string, next: string | null, previous: string | null) => () =>
  HttpResponse.json({
    tasks: [{ id, status: 'SUCCESS' }],
    next,
    previous,
    searched: { rows: 1, to: null, complete: true },
  });

describe('useTaskList', () => {
  it('reads older pages, and pages with newer tasks', async () => {
    script('v1/tasks/', [page('b', 'older', 'newer'), page('a', null, 'b'), page('c', 'b', 'newer')]);
    const { result } = renderWithClient(() => useTaskList({ status: 'SUCCESS' }), { initialProps: {} });
    await waitFor(() => expect(result.current.data?.pages).toHaveLength(1));
    await act(() => result.current.fetchNextPage());
    await act(() => result.current.fetchPreviousPage());
    await waitFor(() => expect(result.current.data?.pages).toHaveLength(3));
    expect(result.current.data?.pages.flatMap(({ tasks }) => tasks.map(({ id }) => id))).toEqual(['c', 'b', 'a']);
    expect(result.current.hasNextPage).toBe(false);
  });
});

describe('useTaskDetail', () => {
  it('reads until the task is final', async () => {
    const detail = (status: string) => () =>
      HttpResponse.json({ id: 't', status, result: null, known: true, etag: 'e', hints: {} });
    script('v1/tasks/t/', [detail('STARTED'), detail('SUCCESS')]);
    const { result } = renderWithClient(() => useTaskDetail('t', { interval: 20 }), { initialProps: {} });
    await waitFor(() => expect(result.current.data?.status).toBe('SUCCESS'));
    expect(requests).toHaveLength(2);
  });
});

describe('useTaskStats', () => {
  it('reads the numbers', async () => {
    script('v1/stats/', [() => HttpResponse.json({ counts: null, errors: { counts: 'too slow' } })]);
    const { result } = renderWithClient(() => useTaskStats(), { initialProps: {} });
    await waitFor(() => expect(result.current.data?.errors).toEqual({ counts: 'too slow' }));
  });
});
