import { HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { BASE, json, SERVER_ERROR, status, text, useFakeServer } from '../test/fake-server.ts';
import { createClient } from './create-client.ts';

const fake = useFakeServer();
const client = createClient({ baseUrl: BASE, retry: { limit: 2, delay: () => 1 } });
const success = json({ task: { id: 't', status: 'SUCCESS', result: 1 } });

describe('createClient', () => {
  it('reads a task as the model', async () => {
    fake.script('task/status/t/', json({ task: { id: 't', status: 'PROGRESS', result: { current: 1, total: 4 } } }));
    const progress = { current: 1, total: 4, percent: 25 };
    expect(await client.taskStatus('t')).toEqual({
      ...{ id: 't', status: 'PROGRESS', phase: 'running', isReady: false },
      ...{ result: { current: 1, total: 4 }, progress },
    });
  });

  it('says whether a task succeeded', async () => {
    fake.script('task/done/t/', json({ task: { id: 't', executed: true } }));
    expect(await client.isTaskSuccessful('t')).toBe(true);
  });

  it('asks the legacy URLs when told to', async () => {
    fake.script('t/status/', success);
    await createClient({ baseUrl: BASE, urlStyle: 'id-first' }).taskStatus('t');
    expect(fake.asked).toEqual(['t/status/']);
  });

  it('adds the final slash of the base URL, and names a base URL that is none', () => {
    expect(createClient({ baseUrl: '/celery' }).urls.taskStatus('t')).toBe('/celery/task/status/t/');
    expect(createClient({ baseUrl: new URL('https://a.test/x') }).baseUrl).toBe('https://a.test/x/');
    for (const bad of ['celery', '', '//a.test/', 'ftp://a.test/', '/celery/?x=1'])
      expect(() => createClient({ baseUrl: bad })).toThrow(/baseUrl should be/);
  });

  it('rejects an id that no URL takes before anything is sent', async () => {
    for (const id of ['a b', 'a/b', '', 'é́', '.', '..'])
      await expect(client.taskStatus(id)).rejects.toMatchObject({ code: 'NO_REVERSE_MATCH' });
    expect(fake.asked).toEqual([]);
  });

  it('evaluates header functions for every request and asks for JSON', async () => {
    fake.script('task/status/t/', success);
    let token = 0;
    const withToken = createClient({
      baseUrl: BASE,
      headers: async () => {
        token += 1;
        return { authorization: `Bearer ${token}` };
      },
    });
    await withToken.taskStatus('t');
    await withToken.taskStatus('t');
    expect(fake.requests.map((request) => request.headers.get('authorization'))).toEqual(['Bearer 1', 'Bearer 2']);
    expect(fake.requests[0]?.headers.get('accept')).toBe('application/json');
  });

  it('sends through the fetch it is given, past every cache', async () => {
    const seen: RequestCache[] = [];
    const answer: typeof fetch = async (input, init) => {
      seen.push(new Request(input, init).cache);
      return Response.json({ task: { id: 't', executed: false } });
    };
    expect(await createClient({ baseUrl: BASE, fetch: answer }).isTaskSuccessful('t')).toBe(false);
    expect(seen).toEqual(['no-store']);
  });

  it('waits as long as Retry-After says', async () => {
    fake.script('task/status/t/', status(503, { 'retry-after': '1' }), success);
    const start = performance.now();
    await client.taskStatus('t');
    expect(performance.now() - start).toBeGreaterThan(900);
  });

  it('tries a failed read twice more, and then says so', async () => {
    fake.script('task/status/t/', status(503), status(502), success);
    expect((await client.taskStatus('t')).phase).toBe('succeeded');
    fake.script('task/status/u/', SERVER_ERROR);
    await expect(client.taskStatus('u')).rejects.toMatchObject({
      code: 'HTTP',
      status: 500,
      url: `${BASE}task/status/u/`,
    });
    expect(fake.asked.filter((path) => path === 'task/status/u/')).toHaveLength(3);
  });

  it('does not try again what cannot be mended', async () => {
    fake.script('task/status/t/', status(403));
    await expect(client.taskStatus('t')).rejects.toMatchObject({ code: 'HTTP', status: 403 });
    expect(fake.asked).toHaveLength(1);
  });

  it('reports a network failure and a try that takes too long', async () => {
    fake.script('task/status/t/', () => HttpResponse.error());
    await expect(client.taskStatus('t')).rejects.toMatchObject({ code: 'NETWORK' });
    fake.script('task/status/slow/', () => new Promise<never>(() => {}));
    const hasty = createClient({ baseUrl: BASE, retry: 0, timeout: 20 });
    await expect(hasty.taskStatus('slow')).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('rejects with the reason of an abort, before, during and between tries', async () => {
    const reason = new Error('enough');
    await expect(client.taskStatus('t', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);

    const during = new AbortController();
    fake.script('task/status/hangs/', () => {
      during.abort(reason);
      return new Promise<never>(() => {});
    });
    await expect(client.taskStatus('hangs', { signal: during.signal })).rejects.toBe(reason);

    const between = new AbortController();
    const patient = createClient({ baseUrl: BASE, retry: { limit: 2, delay: () => 60_000 } });
    fake.script('task/status/fails/', status(503));
    const pending = patient.taskStatus('fails', { signal: between.signal });
    await expect.poll(() => fake.asked).toContain('task/status/fails/');
    between.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });

  it('recognises a login page behind a redirect', async () => {
    fake.script('task/status/t/', () => HttpResponse.redirect(`${BASE}login/`, 302));
    fake.script('login/', text('<form>', { headers: { 'content-type': 'text/html' } }));
    await expect(client.taskStatus('t')).rejects.toMatchObject({ code: 'LOGIN_REDIRECT' });
    expect(fake.asked).toEqual(['task/status/t/', 'login/']);
  });

  it('names an answer that is no JSON, and the place in one of another shape', async () => {
    fake.script('task/status/t/', text('hello'));
    await expect(client.taskStatus('t')).rejects.toMatchObject({ code: 'NOT_JSON' });
    fake.script('task/status/u/', json({ task: { id: 'u', status: 7, result: null } }));
    await expect(client.taskStatus('u')).rejects.toThrow(/task\.status should be text, but is of type number/);
  });

  it('reads NaN and Infinity as null, but not inside text', async () => {
    fake.script(
      'task/status/t/',
      text('{"task": {"id": "t", "status": "SUCCESS", "result": [NaN, -Infinity, "NaN \\" Infinity"]}}'),
    );
    expect(await client.taskStatus('t')).toMatchObject({ result: [null, null, 'NaN " Infinity'] });
  });
});
