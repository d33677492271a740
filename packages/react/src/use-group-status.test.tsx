import { cleanup, waitFor } from '@testing-library/react';
import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fakeDjango, POLL, renderRecorded, renderWithClient, task } from '../test/render-with-client.tsx';
import { useGroupStatus } from './use-group-status.ts';

const { server, requests, script } = fakeDjango();

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  requests.length = 0;
});
afterAll(() => server.close());

const done = (executed: readonly boolean[]) => () =>
  HttpResponse.json({
    group: { id: 'g', results: executed.map((one, index) => ({ id: `m${index}`, executed: one })) },
  });
const status = (states: readonly string[]) => () =>
  HttpResponse.json({ group: { id: 'g', results: states.map((one) => ({ status: one, result: null })) } });
const brokenView = () => new HttpResponse('<h1>Server Error (500)</h1>', { status: 500 });

describe('useGroupStatus', () => {
  it('counts members until all are final', async () => {
    script('group/done/g/', [done([false, false]), done([true, false]), done([true, true])]);
    script('group/status/g/', [
      status(['PENDING', 'STARTED']),
      status(['SUCCESS', 'STARTED']),
      status(['SUCCESS', 'SUCCESS']),
    ]);
    const { seen, result } = renderRecorded(
      () => useGroupStatus('g', POLL),
      ({ data }) => data && `${data.counts.ready}/${data.counts.total}, ${data.counts.running} running`,
    );
    await waitFor(() => expect(seen).toEqual([undefined, '0/2, 1 running', '1/2, 1 running', '2/2, 0 running']));
    expect(result.current.data?.isSuccessful).toBe(true);
    expect(result.current.data?.tasks.map((one) => one.id)).toEqual(['m0', 'm1']);
    expect(result.current.data?.progress).toEqual({ current: 2, total: 2, percent: 100 });
  });

  it('shows a group with a failed member where Django answers 500 for it', async () => {
    script('group/done/g/', [done([true, false])]);
    script('group/status/g/', [brokenView]);
    script('task/status/m0/', [task('m0', 'SUCCESS', 1)]);
    script('task/status/m1/', [
      task('m1', 'FAILURE', "ValueError('no')", { exc: 'builtins.ValueError', traceback: null }),
    ]);
    const { result } = renderWithClient(() => useGroupStatus('g', POLL), { initialProps: null });
    await waitFor(() => expect(result.current.data?.isReady).toBe(true));
    expect(result.current.data).toMatchObject({
      isFailed: true,
      isSuccessful: false,
      counts: { succeeded: 1, failed: 1 },
    });
  });

  it('keeps asking for a group that is not saved yet', async () => {
    script('group/done/g/', [done([]), done([]), done([true])]);
    script('group/status/g/', [brokenView, brokenView, status(['SUCCESS'])]);
    const { seen } = renderRecorded(
      () => useGroupStatus('g', POLL),
      ({ data }) => data?.tasks.length,
    );
    await waitFor(() => expect(seen).toEqual([undefined, 0, 1]));
  });
});
