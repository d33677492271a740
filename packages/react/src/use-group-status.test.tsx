import { cleanup, waitFor } from '@testing-library/react';
import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createScriptedDjango, POLL, renderRecorded, renderWithClient, task } from '../test/render-with-client.tsx';
import { useGroupStatus } from './use-group-status.ts';

const { server, requests, script } = createScriptedDjango();

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  requests.length = 0;
});
afterAll(() => server.close());

/** Responds as `group/done`, for members m0, m1, … */
const done = (executed: readonly boolean[]) => () => {
  const results = executed.map((isExecuted, index) => ({ id: `m${index}`, executed: isExecuted }));
  return HttpResponse.json({ group: { id: 'g', results } });
};
/** Responds as `group/status`, for members in these states. */
const status = (states: readonly string[]) => () =>
  HttpResponse.json({ group: { id: 'g', results: states.map((state) => ({ status: state, result: null })) } });
const serverError = () => new HttpResponse('<h1>Server Error (500)</h1>', { status: 500 });

describe('useGroupStatus', () => {
  it('polls a group until every member is final', async () => {
    script('group/done/g/', [done([false, false]), done([true, false]), done([true, true])]);
    script('group/status/g/', [
      status(['PENDING', 'STARTED']),
      status(['SUCCESS', 'STARTED']),
      status(['SUCCESS', 'SUCCESS']),
    ]);
    const { recorded, result } = renderRecorded(
      () => useGroupStatus('g', POLL),
      ({ data }) => data && `${data.counts.ready}/${data.counts.total}, ${data.counts.running} running`,
    );
    await waitFor(() => expect(recorded).toEqual([undefined, '0/2, 1 running', '1/2, 1 running', '2/2, 0 running']));
    expect(result.current.data?.isSuccessful).toBe(true);
    expect(result.current.data?.tasks.map(({ id }) => id)).toEqual(['m0', 'm1']);
    expect(result.current.data?.progress).toEqual({ current: 2, total: 2, percent: 100 });
  });

  it('reads a group with a failed member, for which Django answers 500', async () => {
    script('group/done/g/', [done([true, false])]);
    script('group/status/g/', [serverError]);
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

  it('polls a group until it is saved', async () => {
    script('group/done/g/', [done([]), done([]), done([true])]);
    script('group/status/g/', [serverError, serverError, status(['SUCCESS'])]);
    const { recorded } = renderRecorded(
      () => useGroupStatus('g', POLL),
      ({ data }) => data?.tasks.length,
    );
    await waitFor(() => expect(recorded).toEqual([undefined, 0, 1]));
  });
});
