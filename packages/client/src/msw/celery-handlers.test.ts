import { getResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { useFakeServers } from '../../test/use-fake-servers.ts';
import { celeryHandlers, createFakeCelery } from './index.ts';

const { django, ours } = useFakeServers();

describe('celeryHandlers', () => {
  it.each([
    ['/celery/', 'http://a.test/celery/task/status/t/', true],
    ['/celery', 'http://b.test:8000/celery/task/status/t/', true],
    ['/celery/', 'http://a.test/api/celery/task/status/t/', false],
    ['/celery/', 'http://a.test/celery', false],
    ['/', 'http://a.test/task/status/t/', true],
    ['/ergebnisse/für/', 'http://a.test/ergebnisse/f%C3%BCr/task/status/t/', true],
    ['http://a.test/celery/', 'http://a.test/celery/task/status/t/', true],
    [new URL('http://a.test/celery/'), 'http://b.test/celery/task/status/t/', false],
  ])('under the base %s take %s: %s', async (baseUrl, url, takes) => {
    const handlers = celeryHandlers(createFakeCelery(), { baseUrl });
    expect((await getResponse(handlers, new Request(url)))?.status).toBe(takes ? 200 : undefined);
  });

  it.each(['celery/', '', '//a.test/celery/', 'ftp://a.test/', '/celery/?x=1'])('refuse the base %j', (baseUrl) => {
    expect(() => celeryHandlers(createFakeCelery(), { baseUrl })).toThrow(TypeError);
  });

  it('announce the batch as our server and nothing as Django', async () => {
    const link = '</celery/v1/>; rel="urn:celery-results:v1"';
    const { headers } = await ours.ask('task/status/t/');
    expect([headers.get('link'), headers.get('access-control-expose-headers')]).toEqual([link, 'Link']);
    expect((await ours.ask('group/status/g/')).headers.get('link')).toBe(link);
    expect((await ours.ask('nothing/')).headers.get('link')).toBeNull();
    expect((await ours.ask('v1/status/', { method: 'POST' })).headers.get('link')).toBeNull();
    expect((await django.ask('task/status/t/')).headers.get('link')).toBeNull();
  });

  it('write a path that no view takes down as such', async () => {
    expect((await django.ask('task/status/a b/')).status).toBe(404);
    expect((await django.ask('task/status/a')).status).toBe(301);
    expect((await django.ask('task/status/%FF/')).status).toBe(404);
    expect((await django.ask('v1/status/', { method: 'POST', body: '{}' })).status).toBe(403);
    expect(django.fake.requests.map(({ route }) => route)).toEqual([null, null, null, null]);
  });
});

describe('a read of our server', () => {
  it('is not sent again to who has it, until it changes', async () => {
    ours.fake.task('t').pending(2).succeed();
    const etag = (await ours.ask('task/status/t/')).headers.get('etag') ?? '';
    const again = { headers: { 'if-none-match': `"other", ${etag}` }, cache: 'no-store' } as const;
    const known = await ours.ask('task/status/t/', again);
    expect([known.status, known.headers.get('etag'), await known.text()]).toEqual([304, etag, '']);
    expect((await ours.ask('task/status/t/', again)).status).toBe(200);
    expect((await ours.ask('task/status/t/', { headers: { 'if-none-match': '*' } })).status).toBe(304);
    expect((await django.ask('task/status/t/', { headers: { 'if-none-match': '*' } })).headers.get('etag')).toBeNull();
  });

  it('allows a POST where the batch is, and nowhere else', async () => {
    const allowed = async (path: string) => (await ours.ask(path, { method: 'PUT' })).headers.get('allow');
    expect(await allowed('v1/status/')).toBe('GET, HEAD, OPTIONS, POST');
    expect(await allowed('task/status/t/')).toBe('GET, HEAD, OPTIONS');
  });
});

describe('failNext', () => {
  it('lets the next requests fail with a status, then answers again', async () => {
    django.fake.failNext(503, { times: 2, retryAfter: 3 });
    django.fake.failNext(403);
    django.fake.task('t').pending().succeed();
    for (let time = 0; time < 2; time += 1)
      await expect(django.connect().taskStatus('t')).rejects.toMatchObject({
        code: 'HTTP',
        status: 503,
        retryAfter: 3000,
      });
    await expect(django.connect().taskStatus('t')).rejects.toMatchObject({
      code: 'HTTP',
      status: 403,
      retryAfter: null,
    });
    // a failure is no poll
    expect((await django.connect().taskStatus('t')).phase).toBe('pending');
    expect(django.fake.requests).toHaveLength(4);
  });

  it('answers with a page as Django and with a problem as our server', async () => {
    django.fake.failNext(502);
    ours.fake.failNext(502);
    expect((await django.ask('task/status/t/')).headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await (await ours.ask('task/status/t/')).json()).toMatchObject({ status: 502 });
  });

  it('breaks the connection', async () => {
    django.fake.failNext('network');
    await expect(django.connect().taskStatus('t')).rejects.toMatchObject({ code: 'NETWORK' });
  });

  it('sends to a login page, as for a session that has ended', async () => {
    django.fake.failNext('login', { times: 2 });
    await expect(django.connect().taskStatus('t')).rejects.toMatchObject({ code: 'LOGIN_REDIRECT' });
    const { status, headers } = await django.ask('task/status/t/?x=1');
    expect([status, headers.get('location')]).toEqual([
      302,
      '/accounts/login/?next=%2Fcelery%2Ftask%2Fstatus%2Ft%2F%3Fx%3D1',
    ]);
  });

  it('leaves the login of the page itself to the page', async () => {
    const handlers = celeryHandlers(createFakeCelery());
    for (const next of ['/cart/', 'http://[', '']) {
      const own = new Request(`http://page.test/accounts/login/?next=${next}`);
      expect(await getResponse(handlers, own)).toBeUndefined();
    }
  });

  it('is silent until the caller gives up', async () => {
    django.fake.failNext('silence');
    const giveUp = new AbortController();
    const asked = django.connect().taskStatus('t', { signal: giveUp.signal });
    await expect.poll(() => django.fake.requests).toHaveLength(1);
    giveUp.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });

  it.each([200, 302, 600, 404.5, Number.NaN])('refuses %s, which is no error status', (status) => {
    expect(() => django.fake.failNext(status)).toThrow(RangeError);
  });
});
