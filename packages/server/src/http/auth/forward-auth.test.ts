import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeContext } from '../../../test/fake-context.ts';
import { type JsonServer, startJsonServer, status } from '../../../test/json-server.ts';
import { Refused } from '../../problems.ts';
import { createForwardAuth, type ForwardAuthOptions } from './forward-auth.ts';

let django: JsonServer;
let logged: object[];
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  django = await startJsonServer({ tasks: ['a'] });
  logged = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await django.close();
});
const pass = (milliseconds: number): void => {
  vi.setSystemTime(Date.now() + milliseconds);
};

/** Asks with these headers: the tasks that are granted, or the problem. */
function asker(options: Partial<ForwardAuthOptions> = {}) {
  const log = { error: (fields: object) => logged.push(fields) };
  const auth = createForwardAuth({ url: django.url, log, ...options });
  return async (cookie?: string, headers: Record<string, string> = {}): Promise<string> => {
    try {
      const { grant } = await auth.access(fakeContext(cookie === undefined ? headers : { Cookie: cookie, ...headers }));
      return [...grant.tasks].join(' ');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return error.problem;
    }
  };
}

describe('createForwardAuth', () => {
  it("asks Django with the visitor's cookies and nothing else of the request", async () => {
    expect(await asker()('sessionid=1', { Authorization: 'Bearer t', 'X-Forwarded-User': 'root' })).toBe('a');
    const [{ method, headers } = { method: '', headers: {} }] = django.requests;
    expect([method, headers['cookie'], headers['accept']]).toEqual(['GET', 'sessionid=1', 'application/json']);
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('x-forwarded-user');
  });

  it('asks once for requests that come together, and again after half a minute', async () => {
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

  it('takes an answer for true until its exp, if that is sooner', async () => {
    const ask = asker();
    django.answer({ tasks: ['a'], exp: Math.floor(Date.now() / 1_000) + 10 });
    expect(await ask('sessionid=1')).toBe('a');
    pass(10_000);
    expect(await ask('sessionid=1')).toBe('unauthenticated');
  });

  it('asks nobody about a visitor without cookies, and none that another site sends', async () => {
    const ask = asker({ allowOrigins: ['https://shop.example'] });
    expect(await ask()).toBe('unauthenticated');
    expect(await ask('sessionid=1', { Origin: 'https://evil.example' })).toBe('foreign-origin');
    expect(await ask('sessionid=1', { 'Sec-Fetch-Site': 'cross-site' })).toBe('foreign-origin');
    expect(django.requests).toHaveLength(0);
    expect(await ask('sessionid=1', { Origin: 'https://shop.example' })).toBe('a');
  });

  it.each([
    [401, 'unauthenticated'],
    [302, 'unauthenticated'],
    [403, 'forbidden'],
  ])('takes %i for %s, and remembers that too', async (code, problem) => {
    const ask = asker();
    django.answer(status(code, { Location: `${django.url}login/` }));
    expect([await ask('sessionid=1'), await ask('sessionid=1')]).toEqual([problem, problem]);
    expect(django.requests).toHaveLength(1);
    expect(logged).toEqual([]);
  });

  it.each<[string, Parameters<JsonServer['answer']>[0]]>([
    ['500', status(500)],
    ['404', status(404)],
    ['no answer', (response: ServerResponse) => response.destroy()],
    ['a page', (response: ServerResponse) => response.setHeader('Content-Type', 'text/html').end('{}')],
    ['broken JSON', (response: ServerResponse) => response.setHeader('Content-Type', 'application/json').end('{')],
    ['an unknown claim', { taks: ['a'] }],
    ['an unknown right', { tasks: ['a'], access: ['all'] }],
    ['an exp that is no number', { exp: 'tomorrow' }],
    ['an array', []],
    ['more than 64 KiB', { tasks: [], sub: 'x'.repeat(70_000) }],
  ])('is unavailable where Django gives %s, and asks again at once', async (_title, answer) => {
    const ask = asker();
    django.answer(answer);
    expect(await ask('sessionid=1')).toBe('auth-unavailable');
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged)).not.toContain('sessionid');
    django.answer({ tasks: ['b'] });
    expect(await ask('sessionid=1')).toBe('b');
  });

  it('gives up after its time, whether an answer began or not', async () => {
    const ask = asker({ timeout: 50 });
    django.answer(() => {});
    expect(await ask('sessionid=1')).toBe('auth-unavailable');
    django.answer((response) => response.writeHead(200, { 'Content-Type': 'application/json' }).write('{'));
    expect(await ask('sessionid=2')).toBe('auth-unavailable');
  });

  it('asks about a limited number of visitors at once', async () => {
    const ask = asker();
    const waiting: ServerResponse[] = [];
    django.answer((response) => waiting.push(response));
    const many = Array.from({ length: 70 }, (_, n) => ask(`sessionid=${n}`));
    expect(await Promise.race(many)).toBe('auth-unavailable');
    await expect.poll(() => waiting.length).toBe(64);
    for (const response of waiting) response.setHeader('Content-Type', 'application/json').end('{"tasks": ["a"]}');
    const answers = await Promise.all(many);
    expect(answers.filter((one) => one === 'a')).toHaveLength(64);
  });

  it('asks again for a grant that lacks something, unless it was asked just now', async () => {
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
