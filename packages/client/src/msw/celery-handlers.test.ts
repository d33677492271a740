import { getResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { useFakeServers } from '../../test/use-fake-servers.ts';
import { celeryHandlers, createFakeCelery } from './index.ts';

const { django, ours } = useFakeServers();

describe('celeryHandlers', () => {
  it.each([
    { baseUrl: '/celery/', url: 'http://a.test/celery/task/status/t/' },
    { baseUrl: '/celery', url: 'http://b.test:8000/celery/task/status/t/' },
    { baseUrl: '/', url: 'http://a.test/task/status/t/' },
    { baseUrl: '/ergebnisse/für/', url: 'http://a.test/ergebnisse/f%C3%BCr/task/status/t/' },
    { baseUrl: 'http://a.test/celery/', url: 'http://a.test/celery/task/status/t/' },
  ])('with the base URL $baseUrl serve $url', async ({ baseUrl, url }) => {
    const handlers = celeryHandlers(createFakeCelery(), { baseUrl });
    expect((await getResponse(handlers, new Request(url)))?.status).toBe(200);
  });

  it.each([
    { baseUrl: '/celery/', url: 'http://a.test/api/celery/task/status/t/' },
    { baseUrl: '/celery/', url: 'http://a.test/celery' },
    { baseUrl: new URL('http://a.test/celery/'), url: 'http://b.test/celery/task/status/t/' },
  ])('with the base URL $baseUrl do not serve $url', async ({ baseUrl, url }) => {
    const handlers = celeryHandlers(createFakeCelery(), { baseUrl });
    expect(await getResponse(handlers, new Request(url))).toBeUndefined();
  });

  it.each(['celery/', '', '//a.test/celery/', 'ftp://a.test/', '/celery/?x=1'])('reject the base URL %j', (baseUrl) => {
    expect(() => celeryHandlers(createFakeCelery(), { baseUrl })).toThrow(TypeError);
  });

  it('announce the batch and the events as our server, but not as Django', async () => {
    const link = '</celery/v1/>; rel="urn:celery-results:v1", </celery/v1/events/>; rel="urn:celery-results:events"';
    const { headers } = await ours.request('task/status/t/');
    expect([headers.get('link'), headers.get('access-control-expose-headers')]).toEqual([link, 'Link']);
    expect((await ours.request('group/status/g/')).headers.get('link')).toBe(link);
    expect((await ours.request('nothing/')).headers.get('link')).toBeNull();
    expect((await ours.request('v1/status/', { method: 'POST' })).headers.get('link')).toBeNull();
    expect((await django.request('task/status/t/')).headers.get('link')).toBeNull();
  });

  it('log a path without a view with the route null', async () => {
    expect((await django.request('task/status/a b/')).status).toBe(404);
    expect((await django.request('task/status/a')).status).toBe(301);
    expect((await django.request('task/status/%FF/')).status).toBe(404);
    expect((await django.request('v1/status/', { method: 'POST', body: '{}' })).status).toBe(403);
    expect(django.fake.requests.map(({ route }) => route)).toEqual([null, null, null, null]);
  });
});

describe('our server', () => {
  it('answers 304 to If-None-Match with the etag, until the task changes', async () => {
    ours.fake.task('t').pending(2).succeed();
    const etag = (await ours.request('task/status/t/')).headers.get('etag') ?? '';
    const again = { headers: { 'if-none-match': `"other", ${etag}` }, cache: 'no-store' } as const;
    const unchanged = await ours.request('task/status/t/', again);
    expect([unchanged.status, unchanged.headers.get('etag'), await unchanged.text()]).toEqual([304, etag, '']);
    expect((await ours.request('task/status/t/', again)).status).toBe(200);
    expect((await ours.request('task/status/t/', { headers: { 'if-none-match': '*' } })).status).toBe(304);
    expect(
      (await django.request('task/status/t/', { headers: { 'if-none-match': '*' } })).headers.get('etag'),
    ).toBeNull();
  });

  it('allows POST for the batch, and for no other path', async () => {
    const allowed = async (path: string) => (await ours.request(path, { method: 'PUT' })).headers.get('allow');
    expect(await allowed('v1/status/')).toBe('GET, HEAD, OPTIONS, POST');
    expect(await allowed('task/status/t/')).toBe('GET, HEAD, OPTIONS');
  });
});

describe('failNext', () => {
  it('makes the next requests fail with a status, then no more', async () => {
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
    // a failure counts no poll
    expect((await django.connect().taskStatus('t')).phase).toBe('pending');
    expect(django.fake.requests).toHaveLength(4);
  });

  it('lasts until the returned function is called', async () => {
    const recover = django.fake.failNext(503, { times: Number.POSITIVE_INFINITY });
    django.fake.failNext(403);
    const read = () => django.connect().taskStatus('t');
    for (let time = 0; time < 3; time += 1) await expect(read()).rejects.toMatchObject({ status: 503 });
    recover();
    await expect(read()).rejects.toMatchObject({ status: 403 });
    expect((await read()).phase).toBe('pending');
  });

  it.each([-1, 1.5, Number.NaN])('rejects %s times', (times) => {
    expect(() => django.fake.failNext(503, { times })).toThrow(RangeError);
  });

  it.each([{ server: 'flask' as 'django' }, { eventInterval: 0 }, { eventInterval: Number.NaN }])(
    'rejects the option %j of the handlers',
    (options) => expect(() => celeryHandlers(createFakeCelery(), options)).toThrow(RangeError),
  );

  it('sends a page as Django does, and a problem as our server does', async () => {
    django.fake.failNext(502);
    ours.fake.failNext(502);
    expect((await django.request('task/status/t/')).headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await (await ours.request('task/status/t/')).json()).toMatchObject({ status: 502 });
  });

  it('causes a network error', async () => {
    django.fake.failNext('network');
    await expect(django.connect().taskStatus('t')).rejects.toMatchObject({ code: 'NETWORK' });
  });

  it('redirects to a login page, as after the end of a session', async () => {
    django.fake.failNext('login', { times: 2 });
    await expect(django.connect().taskStatus('t')).rejects.toMatchObject({ code: 'LOGIN_REDIRECT' });
    const { status, headers } = await django.request('task/status/t/?x=1');
    expect([status, headers.get('location')]).toEqual([
      302,
      '/accounts/login/?next=%2Fcelery%2Ftask%2Fstatus%2Ft%2F%3Fx%3D1',
    ]);
  });

  it('does not handle requests of the login page itself', async () => {
    const handlers = celeryHandlers(createFakeCelery());
    for (const next of ['/cart/', 'http://[', '']) {
      const own = new Request(`http://page.test/accounts/login/?next=${next}`);
      expect(await getResponse(handlers, own)).toBeUndefined();
    }
  });

  it('sends no response until the client aborts', async () => {
    django.fake.failNext('silence');
    const controller = new AbortController();
    const reading = django.connect().taskStatus('t', { signal: controller.signal });
    await expect.poll(() => django.fake.requests).toHaveLength(1);
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });

  it.each([200, 302, 600, 404.5, Number.NaN])('rejects %s, which is not an error status', (status) => {
    expect(() => django.fake.failNext(status)).toThrow(RangeError);
  });
});
