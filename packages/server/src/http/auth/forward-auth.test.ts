import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeContext } from '../../../test/fake-context.ts';
import { type JsonServer, startJsonServer, status } from '../../../test/json-server.ts';
import { ProblemError } from '../../problems/problems.ts';
import { createForwardAuth, type ForwardAuthOptions } from './forward-auth.ts';

let django: JsonServer;
let logged: object[];
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  django = await startJsonServer({ tasks: ['a'] });
  logged = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await django.close();
});
const pass = (milliseconds: number): void => {
  vi.advanceTimersByTime(milliseconds);
};

/** Returns a function that asks with headers, and returns the granted tasks or the problem. */
function asker(options: Partial<ForwardAuthOptions> = {}) {
  const log = { error: (fields: object) => logged.push(fields) };
  const auth = createForwardAuth({ url: django.url, timeout: 30_000, log, ...options });
  return async (cookie?: string, headers: Record<string, string> = {}): Promise<string> => {
    try {
      const { grant } = await auth.access(fakeContext(cookie === undefined ? headers : { Cookie: cookie, ...headers }));
      return [...grant.tasks].join(' ');
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return error.problem;
    }
  };
}

describe('createForwardAuth', () => {
  it("asks Django with only the visitor's cookies of the request", async () => {
    expect(await asker()('sessionid=1', { Authorization: 'Bearer t', 'X-Forwarded-User': 'root' })).toBe('a');
    const [{ method, headers } = { method: '', headers: {} }] = django.requests;
    expect([method, headers['cookie'], headers['accept']]).toEqual(['GET', 'sessionid=1', 'application/json']);
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('x-forwarded-user');
  });

  it('asks Django once for concurrent requests, and again after 30 seconds', async () => {
    const ask = asker();
    expect(await Promise.all(Array.from({ length: 20 }, () => ask('sessionid=1')))).toEqual(Array(20).fill('a'));
    pass(29_999);
    await ask('sessionid=1');
    expect(django.requests).toHaveLength(1);
    django.answer({ tasks: ['b'] });
    pass(1);
    expect(await ask('sessionid=1')).toBe('b');
    expect(await ask('sessionid=2')).toBe('b');
    expect(django.requests).toHaveLength(3);
  });

  it.each([-1, 1])('asks again after half a minute, also when the clock is set by %i hours', async (hours) => {
    const ask = asker();
    await ask('sessionid=1');
    vi.setSystemTime(Date.now() + hours * 3_600_000);
    pass(29_999);
    await ask('sessionid=1');
    expect(django.requests).toHaveLength(1);
    pass(1);
    await ask('sessionid=1');
    expect(django.requests).toHaveLength(2);
  });

  it('ignores claims that have expired after the clock was set forward', async () => {
    const ask = asker();
    django.answer({ tasks: ['a'], exp: Math.floor(Date.now() / 1_000) + 10 });
    expect(await ask('sessionid=1')).toBe('a');
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(await ask('sessionid=1')).toBe('unauthenticated');
  });

  it('uses an answer until its exp, if that is earlier', async () => {
    const ask = asker();
    django.answer({ tasks: ['a'], exp: Math.floor(Date.now() / 1_000) + 10 });
    expect(await ask('sessionid=1')).toBe('a');
    pass(10_000);
    expect(await ask('sessionid=1')).toBe('unauthenticated');
  });

  it('does not ask Django without cookies or for a page of another site', async () => {
    const ask = asker({ allowOrigins: ['https://shop.example'] });
    expect(await ask()).toBe('unauthenticated');
    expect(await ask('sessionid=1', { Origin: 'https://evil.example' })).toBe('foreign-origin');
    expect(await ask('sessionid=1', { 'Sec-Fetch-Site': 'cross-site' })).toBe('foreign-origin');
    expect(django.requests).toHaveLength(0);
    expect(await ask('sessionid=1', { Origin: 'https://shop.example' })).toBe('a');
  });

  it.each([
    { code: 401, problem: 'unauthenticated' },
    { code: 302, problem: 'unauthenticated' },
    { code: 403, problem: 'forbidden' },
  ])('answers $code of Django with $problem, and caches it', async ({ code, problem }) => {
    const ask = asker();
    django.answer(status(code, { Location: `${django.url}login/` }));
    expect([await ask('sessionid=1'), await ask('sessionid=1')]).toEqual([problem, problem]);
    expect(django.requests).toHaveLength(1);
    expect(logged).toEqual([]);
  });

  it.each<{ readonly title: string; readonly answer: Parameters<JsonServer['answer']>[0] }>([
    { title: '500', answer: status(500) },
    { title: '404', answer: status(404) },
    { title: 'no answer', answer: (response: ServerResponse) => response.destroy() },
    {
      title: 'a page',
      answer: (response: ServerResponse) => response.setHeader('Content-Type', 'text/html').end('{}'),
    },
    {
      title: 'broken JSON',
      answer: (response: ServerResponse) => response.setHeader('Content-Type', 'application/json').end('{'),
    },
    { title: 'an unknown claim', answer: { taks: ['a'] } },
    { title: 'an unknown right', answer: { tasks: ['a'], access: ['all'] } },
    { title: 'an exp that is not a number', answer: { exp: 'tomorrow' } },
    { title: 'an array', answer: [] },
    { title: 'more than 64 KiB', answer: { tasks: [], sub: 'x'.repeat(70_000) } },
  ])('is unavailable when Django sends $title, and caches nothing', async ({ answer }) => {
    const ask = asker();
    django.answer(answer);
    expect(await ask('sessionid=1')).toBe('auth-unavailable');
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged)).not.toContain('sessionid');
    django.answer({ tasks: ['b'] });
    expect(await ask('sessionid=1')).toBe('b');
  });

  it('gives up after its timeout, before or within an answer', async () => {
    const ask = asker({ timeout: 50 });
    django.answer(() => {});
    expect(await ask('sessionid=1')).toBe('auth-unavailable');
    django.answer((response) => response.writeHead(200, { 'Content-Type': 'application/json' }).write('{'));
    expect(await ask('sessionid=2')).toBe('auth-unavailable');
  });

  it('limits the requests about visitors of one address, so that others are answered', async () => {
    const ask = asker({ trustedProxies: 1, timeout: 20_000 });
    const from = (address: string) => ({ 'X-Forwarded-For': address });
    const waiting: ServerResponse[] = [];
    django.answer((response) => waiting.push(response));
    const madeUp = Array.from({ length: 90 }, (_, n) => ask(`sessionid=x${n}`, from('192.0.2.1')));
    // 16 run, 64 wait
    expect(await Promise.race(madeUp)).toBe('auth-unavailable');
    const real = Array.from({ length: 15 }, (_, n) => ask(`sessionid=${n}`, from(`198.51.100.${n}`)));
    await expect.poll(() => waiting.length).toBe(16 + 15);
    django.answer({ tasks: ['a'] });
    for (const response of waiting) response.setHeader('Content-Type', 'application/json').end('{"tasks": ["a"]}');
    expect(await Promise.all(real)).toEqual(Array(15).fill('a'));
    const answers = await Promise.all(madeUp);
    expect(answers.filter((one) => one === 'a')).toHaveLength(80);
  });

  it("sends the configured headers, and the host and scheme of the visitor's request", async () => {
    const ask = asker({ headers: ['cookie', 'authorization'], trustedProxies: 1 });
    const proxied = {
      'X-Forwarded-For': '192.0.2.7',
      'X-Forwarded-Proto': 'https',
      Host: 'shop.example',
    };
    expect(await ask(undefined, { Authorization: 'Token t', ...proxied })).toBe('a');
    expect(await ask(undefined, { Authorization: 'Token t', Origin: 'https://evil.example' })).toBe('a');
    expect(await ask('sessionid=1', { Authorization: 'Token t' })).toBe('a');
    expect(await ask()).toBe('unauthenticated');
    const [first, second] = django.requests.map(({ headers }) => headers);
    expect(first).toMatchObject({
      authorization: 'Token t',
      'x-forwarded-for': '192.0.2.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'shop.example',
    });
    expect(first).not.toHaveProperty('cookie');
    expect(second).toMatchObject({ cookie: 'sessionid=1', authorization: 'Token t', 'x-forwarded-proto': 'http' });
    expect(django.requests).toHaveLength(2);
  });

  it('reports a redirect to HTTPS as an error instead of a missing login, and logs it once', async () => {
    const ask = asker();
    django.answer(status(301, { Location: django.url.replace('http:', 'https:') }));
    for (const visitor of ['1', '2', '3']) expect(await ask(`sessionid=${visitor}`)).toBe('auth-unavailable');
    expect(logged).toHaveLength(1);
    expect(String((logged[0] as { err: unknown }).err)).toContain('redirects to HTTPS');
    django.answer({ tasks: ['a'] });
    expect(await ask('sessionid=1')).toBe('a');
    django.answer(status(500));
    expect(await ask('sessionid=4')).toBe('auth-unavailable');
    expect(logged).toHaveLength(2);
  });

  it('does not keep an answer longer when the clock is set back', async () => {
    const ask = asker();
    await ask('sessionid=1');
    vi.setSystemTime(Date.now() - 60 * 60_000);
    pass(30_000);
    await ask('sessionid=1');
    expect(django.requests).toHaveLength(2);
  });

  it('identifies a visitor by the claims, for any other cookies', async () => {
    const auth = createForwardAuth({ url: django.url });
    const keyOf = async (cookie: string): Promise<string | undefined> =>
      (await auth.access(fakeContext({ Cookie: cookie }))).clientKey;
    const first = await keyOf('sessionid=1');
    expect(await keyOf('sessionid=1; junk=2')).toBe(first);
    django.answer({ tasks: ['a'], sub: 'ann' });
    const ann = await keyOf('sessionid=2');
    expect(ann).not.toBe(first);
    django.answer({ tasks: ['b'], sub: 'ann' });
    expect(await keyOf('sessionid=2; junk=2')).toBe(ann);
  });

  it('asks again when an id is not granted, unless the answer is recent', async () => {
    const auth = createForwardAuth({ url: django.url });
    const first = await auth.access(fakeContext({ Cookie: 'sessionid=1' }));
    django.answer({ tasks: ['a', 'started-since'] });
    expect(await first.renew()).toBe(first.grant);
    pass(1_000);
    expect((await first.renew()).tasks).toEqual(new Set(['a', 'started-since']));
    expect((await auth.access(fakeContext({ Cookie: 'sessionid=1' }))).grant.tasks.size).toBe(2);
    expect(django.requests).toHaveLength(2);
  });
});
