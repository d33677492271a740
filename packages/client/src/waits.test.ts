import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { code, failure, hanging, offline, type Scripted, scriptedFetch, task } from '../test/scripted-fetch.ts';
import type { CeleryClient } from './celery-client.ts';
import { createClient } from './create-client.ts';
import type { TaskStatus } from './task-status.ts';

const BASE = 'http://django.test/celery/';
let script: ReturnType<typeof scriptedFetch>;
let client: CeleryClient;

beforeEach(() => {
  vi.useFakeTimers();
  script = scriptedFetch();
  client = createClient({ baseUrl: BASE, fetch: script.fetch, retry: 0 });
});
afterEach(() => void vi.useRealTimers());

/** How a promise ends, once the clock has gone on for long enough. */
async function outcome<T>(promise: Promise<T>, milliseconds = 60_000): Promise<{ value?: T; error?: unknown }> {
  const settled = promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  // the chunk of the waits is loaded by a real import
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(milliseconds);
  return settled;
}

describe('waitForTask', () => {
  it('gives the result, and tells of changes only', async () => {
    script.script(task('PENDING'), task('PENDING'), task('STARTED'), task('STARTED'), task('SUCCESS', { rows: 3 }));
    const seen: string[] = [];
    const waited = client.waitForTask<{ rows: number }>('t', { onUpdate: ({ status }) => void seen.push(status) });
    expect(await outcome(waited)).toEqual({ value: { rows: 3 } });
    expect(seen).toEqual(['PENDING', 'STARTED', 'SUCCESS']);
    expect(script.asked).toHaveLength(5);
  });

  it.each([
    [
      'FAILURE',
      failure(),
      { code: 'TASK_FAILED', taskId: 't', exc: 'builtins.ValueError', repr: "ValueError('no')", traceback: 'tb' },
    ],
    ['REVOKED', failure('REVOKED'), { code: 'TASK_REVOKED', name: 'TaskRevokedError', taskId: 't' }],
    ['IGNORED', task('IGNORED'), { code: 'TASK_IGNORED', taskId: 't' }],
  ])('rejects for a task that ends as %s', async (_state, answer, error) => {
    script.script(task('STARTED'), answer);
    expect(await outcome(client.waitForTask('t'))).toMatchObject({ error });
  });

  it('waits on while a task is retried, and in states that nobody has heard of, on the normal schedule', async () => {
    script.script(
      failure('RETRY'),
      task('STATE OF 2031'),
      task('STATE OF 2031'),
      task('STATE OF 2031'),
      task('SUCCESS', 1),
    );
    expect(await outcome(client.waitForTask('t'))).toEqual({ value: 1 });
    const gaps = script.asked.slice(1).map((at, index) => at - (script.asked[index] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(500);
  });

  it('asks at most 90 times for a job of ten minutes, and is 10 s late at most', async () => {
    let done = false;
    script.script(() => (done ? task('SUCCESS', 1) : task('STARTED'))());
    const start = Date.now();
    const waited = client.waitForTask('t').then(() => Date.now() - start);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(600_000);
    done = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await waited).toBeLessThanOrEqual(610_000);
    expect(script.asked.length).toBeLessThanOrEqual(90);
  });

  it('asks often again after a change', async () => {
    let progress = 0;
    script.script(() => task('PROGRESS', { current: progress })());
    void client.waitForTask('t').catch(() => undefined);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(120_000);
    progress = 1;
    await vi.advanceTimersByTimeAsync(10_000);
    script.asked.length = 0;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(script.asked.length).toBeGreaterThanOrEqual(4);
  });
});

describe('a wait while reads fail', () => {
  it.each([
    ['no answer comes', offline],
    ['the server is down', code(503)],
    ['the server stumbles', code(500)],
  ])('goes on when %s', async (_title, fault) => {
    script.script(task('STARTED'), fault, fault, task('SUCCESS', 1));
    expect(await outcome(client.waitForTask('t'))).toEqual({ value: 1 });
  });

  it.each([
    ['the visitor may not', code(401), { code: 'HTTP', status: 401 }],
    ['the visitor may not see it', code(403), { code: 'HTTP', status: 403 }],
    ['the URL leads nowhere', code(404), { code: 'HTTP', status: 404 }],
    ['something else answers', () => Response.json({ hello: 1 }), { code: 'BAD_ENVELOPE' }],
    ['the session has ended', loginPage, { code: 'LOGIN_REDIRECT' }],
  ] as [string, Scripted, object][])('ends at once when %s', async (_title, fault, error) => {
    script.script(fault);
    expect(await outcome(client.waitForTask('t'), 10)).toMatchObject({ error });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(script.asked).toHaveLength(1);
  });

  it('ends with what a header function throws', async () => {
    const signed = createClient({
      ...{ baseUrl: BASE, fetch: script.fetch, retry: 0 },
      headers: () => Promise.reject(new Error('no token')),
    });
    expect(await outcome(signed.waitForTask('t'))).toMatchObject({ error: { message: 'no token' } });
  });

  it('ends for an id that no URL takes before anything is sent', async () => {
    expect(await outcome(client.waitForTask('a b'))).toMatchObject({ error: { code: 'NO_REVERSE_MATCH' } });
    expect(script.asked).toEqual([]);
  });
});

function loginPage(): Response {
  const page = new Response('<html>', { headers: { 'content-type': 'text/html' } });
  Object.defineProperty(page, 'redirected', { value: true });
  return page;
}

describe('the time of a wait', () => {
  it.each([
    ['answers come', task('STARTED'), { lastStatus: { phase: 'running' }, message: 't is still running' }],
    ['requests fail', offline, { lastStatus: undefined, cause: { code: 'NETWORK' } }],
    ['requests hang', hanging, { lastStatus: undefined, message: 't is still without an answer' }],
  ])('is over by the clock, while %s', async (_title, answer, expected) => {
    script.script(answer);
    const start = Date.now();
    const waited = client
      .waitForTask('t', { timeout: 7_300 })
      .catch((error: unknown) => ({ error, at: Date.now() - start }));
    expect(await outcome(waited)).toMatchObject({
      value: { at: 7_300, error: { code: 'WAIT_TIMEOUT', taskId: 't', ...expected } },
    });
    const asked = script.asked.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(script.asked).toHaveLength(asked);
  });

  it('is not over for a task that ends before, and leaves no timer', async () => {
    script.script(task('SUCCESS', 1));
    expect(await outcome(client.waitForTask('t', { timeout: 5_000 }), 0)).toEqual({ value: 1 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may be over earlier for a task of which nothing is ever seen', async () => {
    script.script(task('PENDING'));
    const { error } = await outcome(client.waitForTask('t', { unknownAfter: 5_000 }), 7_000);
    expect(error).toMatchObject({ code: 'TASK_UNKNOWN', taskId: 't' });
    const still = client.waitForTask('t', { timeout: 300_000 });
    expect(await outcome(still, 301_000)).toMatchObject({ error: { code: 'WAIT_TIMEOUT' } });
  });

  it('has no end because of unknownAfter for a task that was seen', async () => {
    script.script(task('STARTED'), task('PENDING'));
    expect(await outcome(client.waitForTask('t', { unknownAfter: 2_000, timeout: 30_000 }))).toMatchObject({
      error: { code: 'WAIT_TIMEOUT', lastStatus: { phase: 'running' } },
    });
  });
});

describe('an abort', () => {
  const moments: [string, Scripted, object, number][] = [
    ['while a request is under way', hanging, {}, 100],
    ['between two tries of a request', code(503), { retry: { limit: 5, delay: () => 60_000 } }, 100],
    ['between two reads', task('STARTED'), {}, 300],
  ];
  it.each(moments)(
    'rejects with its reason within 5 ms %s, and nothing more is sent',
    async (_title, answer, options, after) => {
      const other = createClient({ baseUrl: BASE, fetch: script.fetch, retry: 0, ...options });
      script.script(answer);
      const controller = new AbortController();
      const rejected = vi.fn();
      const waited = other.waitForTask('t', { signal: controller.signal }).catch(rejected);
      await vi.dynamicImportSettled();
      await vi.advanceTimersByTimeAsync(after);
      expect(script.asked).toHaveLength(1);
      controller.abort('enough');
      await vi.advanceTimersByTimeAsync(5);
      expect(rejected).toHaveBeenCalledExactlyOnceWith('enough');
      await waited;
      await vi.advanceTimersByTimeAsync(120_000);
      expect(script.asked).toHaveLength(1);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('before the start sends nothing', async () => {
    expect(await outcome(client.waitForTask('t', { signal: AbortSignal.abort('no') }))).toEqual({ error: 'no' });
    expect(script.asked).toEqual([]);
  });
});

describe('watchTask', () => {
  it('yields changes only, and returns the final answer', async () => {
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

  it('tells of reads that fail, and goes on', async () => {
    const onError = vi.fn();
    script.script(offline, task('SUCCESS', 1));
    const first = client.watchTask('t', { onError }).next();
    expect(await outcome(first)).toMatchObject({ value: { value: { phase: 'succeeded' } } });
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'NETWORK' }));
  });

  it('stops asking when the loop is left', async () => {
    script.script(task('STARTED'));
    const watching = (async () => {
      for await (const status of client.watchTask('t')) return status.phase;
      return undefined;
    })();
    expect(await outcome(watching)).toEqual({ value: 'running' });
    expect(script.asked).toHaveLength(1);
  });

  it('asks as often as it is told to', async () => {
    script.script(task('STARTED'));
    const controller = new AbortController();
    const watch = client.watchTask('t', { interval: 100, maxInterval: 100, signal: controller.signal });
    const watching = (async () => {
      for await (const _status of watch) if (script.asked.length > 100) break;
    })();
    watching.catch(() => undefined);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(script.asked.length).toBeGreaterThanOrEqual(9);
    expect(script.asked.length).toBeLessThanOrEqual(11);
    controller.abort();
  });
});

describe('a group', () => {
  const members = (...executed: boolean[]) =>
    Response.json({ group: { id: 'g', results: executed.map((one, index) => ({ id: `m${index}`, executed: one })) } });
  const results = (...states: (readonly [string, unknown])[]) =>
    Response.json({ group: { id: 'g', results: states.map(([status, result]) => ({ status, result })) } });

  /** Answers the two group views by their path. */
  const group = (answers: { readonly done: () => Response; readonly status: () => Response }): typeof fetch => {
    const all = scriptedFetch();
    all.script(() => Response.error());
    return async (input) => {
      script.asked.push(Date.now());
      return (input as Request).url.includes('/group/done/') ? answers.done() : answers.status();
    };
  };
  const reader = (fetch: typeof globalThis.fetch) => createClient({ baseUrl: BASE, fetch, retry: 0 });

  it('is waited for until all of it succeeded, and gives the results in order', async () => {
    let reads = 0;
    const fetch = group({
      done: () => members(true, false),
      status: () => {
        reads += 1;
        return results(['SUCCESS', 'a'], reads < 3 ? ['STARTED', null] : ['SUCCESS', 'b']);
      },
    });
    expect(await outcome(reader(fetch).waitForGroup<string>('g'))).toEqual({ value: ['a', 'b'] });
  });

  it('ends the wait with its first task that ends otherwise', async () => {
    const fetch = group({
      done: () => members(false, false),
      status: () => results(['REVOKED', "TaskRevokedError('x')"], ['STARTED', null]),
    });
    expect(await outcome(reader(fetch).waitForGroup('g'))).toMatchObject({
      error: { code: 'TASK_REVOKED', taskId: 'm0' },
    });
  });

  it('may be saved later than it is asked for, or never', async () => {
    let reads = 0;
    const late = group({
      done: () => (reads < 3 ? members() : members(true)),
      status: () => {
        reads += 1;
        return reads < 3 ? new Response('', { status: 500 }) : results(['SUCCESS', 1]);
      },
    });
    expect(await outcome(reader(late).waitForGroup('g'))).toEqual({ value: [1] });
    const never = group({ done: () => members(), status: () => new Response('', { status: 500 }) });
    expect(await outcome(reader(never).waitForGroup('g', { unknownAfter: 3_000 }))).toMatchObject({
      error: { code: 'TASK_UNKNOWN', taskId: 'g' },
    });
    const error = await outcome(reader(never).waitForGroup('g', { timeout: 3_000 }));
    expect(error).toMatchObject({ error: { code: 'WAIT_TIMEOUT', message: 'g is still at 0 of 0' } });
  });

  it('is watched by its changes', async () => {
    let reads = 0;
    const fetch = group({
      done: () => members(false),
      status: () => {
        reads += 1;
        return results(reads < 4 ? ['STARTED', null] : ['SUCCESS', 1]);
      },
    });
    const ready: boolean[] = [];
    const watching = (async () => {
      for await (const { isReady } of reader(fetch).watchGroup('g')) ready.push(isReady);
    })();
    await outcome(watching);
    expect(ready).toEqual([false, true]);
  });
});
