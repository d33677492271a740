import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  code,
  type FetchResponder,
  failedTask,
  hanging,
  offline,
  scriptedFetch,
  task,
} from '../../test/scripted-fetch.ts';
import type { ClientOptions } from '../client/client-options.ts';
import { createClient } from '../client/create-client.ts';
import type { CeleryClient } from '../model/celery-client.ts';
import type { TaskStatus } from '../model/task-status.ts';
import { waitFor } from './wait-for.ts';

const BASE = 'http://django.test/celery/';
let script: ReturnType<typeof scriptedFetch>;
let client: CeleryClient;

beforeEach(() => {
  vi.useFakeTimers();
  script = scriptedFetch();
  client = createClient({ baseUrl: BASE, fetch: script.fetch, retry: 0 });
});
afterEach(() => void vi.useRealTimers());

/** Advances the clock, and returns the outcome of a promise. */
async function outcome<T>(promise: Promise<T>, milliseconds = 60_000): Promise<{ value?: T; error?: unknown }> {
  const settled = promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  // fake timers do not control the import of the waits' chunk
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(milliseconds);
  return settled;
}

describe('waitForTask', () => {
  it('resolves with the result, and calls onUpdate for changes only', async () => {
    script.script(task('PENDING'), task('PENDING'), task('STARTED'), task('STARTED'), task('SUCCESS', { rows: 3 }));
    const seen: string[] = [];
    const waited = client.waitForTask<{ rows: number }>('t', { onUpdate: ({ status }) => void seen.push(status) });
    expect(await outcome(waited)).toEqual({ value: { rows: 3 } });
    expect(seen).toEqual(['PENDING', 'STARTED', 'SUCCESS']);
    expect(script.requestTimes).toHaveLength(5);
  });

  it.each([
    {
      end: 'FAILURE',
      response: failedTask(),
      error: {
        code: 'TASK_FAILED',
        taskId: 't',
        exc: 'builtins.ValueError',
        repr: "ValueError('no')",
        traceback: 'tb',
      },
    },
    {
      end: 'REVOKED',
      response: failedTask('REVOKED'),
      error: { code: 'TASK_REVOKED', name: 'TaskRevokedError', taskId: 't' },
    },
    { end: 'IGNORED', response: task('IGNORED'), error: { code: 'TASK_IGNORED', taskId: 't' } },
  ])('rejects for a task that ends as $end', async ({ response, error }) => {
    script.script(task('STARTED'), response);
    expect(await outcome(client.waitForTask('t'))).toMatchObject({ error });
  });

  it('keeps polling while a task is retried, and in custom states, at the usual intervals', async () => {
    script.script(
      failedTask('RETRY'),
      task('STATE OF 2031'),
      task('STATE OF 2031'),
      task('STATE OF 2031'),
      task('SUCCESS', 1),
    );
    expect(await outcome(client.waitForTask('t'))).toEqual({ value: 1 });
    const gaps = script.requestTimes.slice(1).map((at, index) => at - (script.requestTimes[index] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(500);
  });

  it('sends at most 90 reads for a task of ten minutes, and resolves at most 10 s late', async () => {
    let isDone = false;
    script.script(() => (isDone ? task('SUCCESS', 1) : task('STARTED'))());
    const start = Date.now();
    const waited = client.waitForTask('t').then(() => Date.now() - start);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(600_000);
    isDone = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await waited).toBeLessThanOrEqual(610_000);
    expect(script.requestTimes.filter((at) => at < start + 600_000).length).toBeLessThanOrEqual(90);
  });

  it('polls at the shortest interval again after a change', async () => {
    let progress = 0;
    script.script(() => task('PROGRESS', { current: progress })());
    void client.waitForTask('t').catch(() => undefined);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(120_000);
    progress = 1;
    await vi.advanceTimersByTimeAsync(10_000);
    script.requestTimes.length = 0;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(script.requestTimes.length).toBeGreaterThanOrEqual(4);
  });
});

describe('a wait with failed reads', () => {
  it.each([
    { failure: 'a network error', response: offline },
    { failure: 'a status of 503', response: code(503) },
    { failure: 'a status of 500', response: code(500) },
  ])('continues after $failure', async ({ response }) => {
    script.script(task('STARTED'), response, response, task('SUCCESS', 1));
    expect(await outcome(client.waitForTask('t'))).toEqual({ value: 1 });
  });

  it.each([
    { failure: 'a status of 401', response: code(401), error: { code: 'HTTP', status: 401 } },
    { failure: 'a status of 403', response: code(403), error: { code: 'HTTP', status: 403 } },
    { failure: 'a status of 404', response: code(404), error: { code: 'HTTP', status: 404 } },
    { failure: 'JSON of another API', response: () => Response.json({ hello: 1 }), error: { code: 'BAD_ENVELOPE' } },
    { failure: 'a redirect to a login page', response: loginPage, error: { code: 'LOGIN_REDIRECT' } },
  ])('ends at once after $failure', async ({ response, error }) => {
    script.script(response);
    expect(await outcome(client.waitForTask('t'), 10)).toMatchObject({ error });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(script.requestTimes).toHaveLength(1);
  });

  it('ends with the error of the headers function', async () => {
    const clientWithHeaders = createClient({
      baseUrl: BASE,
      fetch: script.fetch,
      retry: 0,
      headers: () => Promise.reject(new Error('no token')),
    });
    expect(await outcome(clientWithHeaders.waitForTask('t'))).toMatchObject({ error: { message: 'no token' } });
  });

  it('rejects for an id that is invalid in a URL, and sends nothing', async () => {
    expect(await outcome(client.waitForTask('a b'))).toMatchObject({ error: { code: 'NO_REVERSE_MATCH' } });
    expect(script.requestTimes).toEqual([]);
  });
});

function loginPage(): Response {
  const page = new Response('<html>', { headers: { 'content-type': 'text/html' } });
  Object.defineProperty(page, 'redirected', { value: true });
  return page;
}

describe('an option of a wait with a wrong value', () => {
  it.each([
    [{ interval: 3_000, maxInterval: 2_000 }, 'interval must be at most maxInterval (2000), and is 3000'],
    [{ interval: Number.NaN }, 'interval must be 1 to 2147483647 milliseconds, and is NaN'],
    [{ timeout: '5s' as never }, 'timeout must be 0 to 2147483647 milliseconds, and is "5s"'],
    [{ unknownAfter: -1 }, 'unknownAfter must be 0 to 2147483647 milliseconds, and is -1'],
    [{ onUpdate: true as never }, 'onUpdate must be a function, and is true'],
    [{ task: 'report' as never }, 'task must be defineTask({ result: schema }), and is "report"'],
    [{ task: { states: { DONE: 'done' as never } } }, expect.stringMatching(/^states.DONE must be one of pending,/)],
  ])('rejects, and names the option: %j', async (options, message) => {
    script.script(task('STARTED'));
    expect(await outcome(client.waitForTask('t', options))).toMatchObject({ error: { message } });
  });

  it('ends a watch before its first read', async () => {
    const watched = client.watchTask('t', { onError: 'log' as never }).next();
    const { error } = await outcome(watched);
    expect(error).toEqual(new RangeError('onError must be a function, and is "log"'));
    expect(script.requestTimes).toEqual([]);
  });
});

describe('the timeout of a wait', () => {
  it.each([
    {
      reads: 'succeed',
      response: task('STARTED'),
      error: { lastStatus: { phase: 'running' }, message: 't is still running' },
    },
    { reads: 'fail', response: offline, error: { lastStatus: undefined, cause: { code: 'NETWORK' } } },
    { reads: 'hang', response: hanging, error: { lastStatus: undefined, message: 't is still without a response' } },
  ])('ends the wait on time while its reads $reads', async ({ response, error: expected }) => {
    script.script(response);
    const start = Date.now();
    const waited = client
      .waitForTask('t', { timeout: 7_300 })
      .catch((error: unknown) => ({ error, at: Date.now() - start }));
    expect(await outcome(waited)).toMatchObject({
      value: { at: 7_300, error: { code: 'WAIT_TIMEOUT', taskId: 't', ...expected } },
    });
    const requests = script.requestTimes.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(script.requestTimes).toHaveLength(requests);
  });

  it('leaves no timer if the task ends earlier', async () => {
    script.script(task('SUCCESS', 1));
    expect(await outcome(client.waitForTask('t', { timeout: 5_000 }), 0)).toEqual({ value: 1 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is the only end of a wait for a task without a row, if unknownAfter is not given', async () => {
    script.script(task('PENDING'));
    const waited = client.waitForTask('t', { timeout: 300_000 });
    expect(await outcome(waited, 301_000)).toMatchObject({ error: { code: 'WAIT_TIMEOUT' } });
  });
});

describe('stalledAfter', () => {
  const wait = (seen: number[], start = Date.now()) =>
    client.waitForTask('t', {
      stalledAfter: 20_000,
      onStalled: ({ progress }) => void seen.push(progress?.percent ?? 0, Date.now() - start),
    });

  it('calls back once for each status that does not change, and the wait continues', async () => {
    const seen: number[] = [];
    const percent = (value: number) => task('PROGRESS', { percent: value });
    script.script(percent(1), percent(1));
    const waited = wait(seen);
    await outcome(Promise.resolve(), 50_000);
    expect(seen).toEqual([1, 20_000]);
    script.script(percent(2));
    await vi.advanceTimersByTimeAsync(50_000);
    expect(seen).toHaveLength(4);
    script.script(task('SUCCESS', 3));
    expect(await outcome(waited)).toEqual({ value: 3 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not call back while reads fail', async () => {
    const seen: number[] = [];
    script.script(task('STARTED'), offline);
    const waited = wait(seen);
    await outcome(Promise.resolve(), 90_000);
    expect(seen).toEqual([]);
    script.script(task('SUCCESS', 3));
    await outcome(waited);
  });
});

describe('unknownAfter', () => {
  it('ends a wait for a task without a row', async () => {
    script.script(task('PENDING'));
    const { error } = await outcome(client.waitForTask('t', { unknownAfter: 5_000 }), 7_000);
    expect(error).toMatchObject({ code: 'TASK_UNKNOWN', taskId: 't' });
  });

  it('ends a wait in time, even if a stream delays the next poll by minutes', async () => {
    const read = async (): Promise<TaskStatus> => client.taskStatus('t');
    script.script(task('PENDING'));
    const wait = waitFor({ id: 't', read, delay: () => 300_000, follow: () => () => undefined, unknownAfter: 5_000 });
    expect(await outcome(wait, 7_000)).toMatchObject({ error: { code: 'TASK_UNKNOWN' } });
  });

  it('does not end a wait for a task that had a row', async () => {
    script.script(task('STARTED'), task('PENDING'));
    expect(await outcome(client.waitForTask('t', { unknownAfter: 2_000, timeout: 30_000 }))).toMatchObject({
      error: { code: 'WAIT_TIMEOUT', lastStatus: { phase: 'running' } },
    });
  });
});

describe('an abort', () => {
  interface Moment {
    readonly moment: string;
    readonly response: FetchResponder;
    readonly options?: Partial<ClientOptions>;
    readonly afterMs: number;
  }
  it.each<Moment>([
    { moment: 'during a request', response: hanging, afterMs: 100 },
    {
      moment: 'between two tries of a request',
      response: code(503),
      options: { retry: { limit: 5, delay: () => 60_000 } },
      afterMs: 100,
    },
    { moment: 'between two reads', response: task('STARTED'), afterMs: 300 },
  ])(
    '$moment rejects with its reason within 5 ms, and no further request is sent',
    async ({ response, options, afterMs }) => {
      const client = createClient({ baseUrl: BASE, fetch: script.fetch, retry: 0, ...options });
      script.script(response);
      const controller = new AbortController();
      const rejected = vi.fn();
      const waited = client.waitForTask('t', { signal: controller.signal }).catch(rejected);
      await vi.dynamicImportSettled();
      await vi.advanceTimersByTimeAsync(afterMs);
      expect(script.requestTimes).toHaveLength(1);
      controller.abort('enough');
      await vi.advanceTimersByTimeAsync(5);
      expect(rejected).toHaveBeenCalledExactlyOnceWith('enough');
      await waited;
      await vi.advanceTimersByTimeAsync(120_000);
      expect(script.requestTimes).toHaveLength(1);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('before the start rejects, and nothing is sent', async () => {
    expect(await outcome(client.waitForTask('t', { signal: AbortSignal.abort('no') }))).toEqual({ error: 'no' });
    expect(script.requestTimes).toEqual([]);
  });
});

describe('watchTask', () => {
  it('yields changes only, and returns the final status', async () => {
    script.script(task('PENDING'), task('PENDING'), task('PROGRESS', { current: 1, total: 2 }), task('SUCCESS', 1));
    const seen: TaskStatus[] = [];
    const watching = (async () => {
      const watch = client.watchTask('t');
      for (;;) {
        const { value, done } = await watch.next();
        if (done) return value;
        seen.push(value);
      }
    })();
    expect(await outcome(watching)).toMatchObject({ value: { phase: 'succeeded', result: 1 } });
    expect(seen.map(({ phase }) => phase)).toEqual(['pending', 'running', 'succeeded']);
  });

  it('calls onError for a failed read, and continues', async () => {
    const onError = vi.fn();
    script.script(offline, task('SUCCESS', 1));
    const first = client.watchTask('t', { onError }).next();
    expect(await outcome(first)).toMatchObject({ value: { value: { phase: 'succeeded' } } });
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'NETWORK' }));
  });

  it('sends no request after the loop has ended', async () => {
    script.script(task('STARTED'));
    const watching = (async () => {
      for await (const status of client.watchTask('t')) return status.phase;
      return undefined;
    })();
    expect(await outcome(watching)).toEqual({ value: 'running' });
    expect(script.requestTimes).toHaveLength(1);
  });

  it('uses its own intervals', async () => {
    script.script(task('STARTED'));
    const controller = new AbortController();
    const watch = client.watchTask('t', { interval: 100, maxInterval: 100, signal: controller.signal });
    const watching = (async () => {
      for await (const _status of watch) if (script.requestTimes.length > 100) break;
    })();
    watching.catch(() => undefined);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(script.requestTimes.length).toBeGreaterThanOrEqual(9);
    expect(script.requestTimes.length).toBeLessThanOrEqual(11);
    controller.abort();
  });
});

describe('waitForGroup and watchGroup', () => {
  interface Member {
    readonly status: string;
    readonly result: unknown;
  }
  const succeeded = (result: unknown): Member => ({ status: 'SUCCESS', result });
  const started: Member = { status: 'STARTED', result: null };
  /** Body of `group/done`, for members m0, m1, … */
  const done = (...executed: boolean[]) => {
    const results = executed.map((isExecuted, index) => ({ id: `m${index}`, executed: isExecuted }));
    return Response.json({ group: { id: 'g', results } });
  };
  /** Body of `group/status`. */
  const results = (...members: Member[]) => Response.json({ group: { id: 'g', results: members } });
  /** Creates a client whose requests these two functions respond to, by path. */
  const groupClient = (responders: { readonly done: () => Response; readonly status: () => Response }) =>
    createClient({
      baseUrl: BASE,
      retry: 0,
      fetch: async (input) =>
        (input as Request).url.includes('/group/done/') ? responders.done() : responders.status(),
    });

  it('resolves with the results in order when every member has succeeded', async () => {
    let reads = 0;
    const client = groupClient({
      done: () => done(true, false),
      status: () => {
        reads += 1;
        return results(succeeded('a'), reads < 3 ? started : succeeded('b'));
      },
    });
    expect(await outcome(client.waitForGroup<string>('g'))).toEqual({ value: ['a', 'b'] });
  });

  it('rejects with the first member that has not succeeded', async () => {
    const client = groupClient({
      done: () => done(false, false),
      status: () => results({ status: 'REVOKED', result: "TaskRevokedError('x')" }, started),
    });
    expect(await outcome(client.waitForGroup('g'))).toMatchObject({
      error: { code: 'TASK_REVOKED', taskId: 'm0' },
    });
  });

  it('may be saved after the first read, or never', async () => {
    let reads = 0;
    const lateGroup = groupClient({
      done: () => (reads < 3 ? done() : done(true)),
      status: () => {
        reads += 1;
        return reads < 3 ? new Response('', { status: 500 }) : results(succeeded(1));
      },
    });
    expect(await outcome(lateGroup.waitForGroup('g'))).toEqual({ value: [1] });
    const missingGroup = groupClient({ done: () => done(), status: () => new Response('', { status: 500 }) });
    expect(await outcome(missingGroup.waitForGroup('g', { unknownAfter: 3_000 }))).toMatchObject({
      error: { code: 'TASK_UNKNOWN', taskId: 'g' },
    });
    const waited = outcome(missingGroup.waitForGroup('g', { timeout: 3_000 }));
    expect(await waited).toMatchObject({ error: { code: 'WAIT_TIMEOUT', message: 'g is still at 0 of 0 tasks' } });
  });

  it('yields its changes to a watch', async () => {
    let reads = 0;
    const client = groupClient({
      done: () => done(false),
      status: () => {
        reads += 1;
        return results(reads < 4 ? started : succeeded(1));
      },
    });
    const ready: boolean[] = [];
    const watching = (async () => {
      for await (const { isReady } of client.watchGroup('g')) ready.push(isReady);
    })();
    await outcome(watching);
    expect(ready).toEqual([false, true]);
  });
});
