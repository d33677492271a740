import { HttpResponse } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BASE, json, SERVER_ERROR, status, useFakeServer } from '../../test/fake-server.ts';
import { createTransport, type TransportOptions } from './transport.ts';

const fake = useFakeServer();
const answer = json({ ok: true });
const quick = { limit: 2, delay: () => 1 };
const get = (options: TransportOptions = {}) => {
  const read = createTransport({ retry: quick, ...options });
  return (path: string, how: Parameters<typeof read>[1] = {}) => read(BASE + path, how);
};

describe('a request', () => {
  it('asks for JSON, past every cache, with the cookies of its own origin', async () => {
    const sent: Request[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      sent.push(new Request(input, init));
      return Response.json(1);
    };
    await get({ fetch })('x');
    await get({ fetch, credentials: 'include', headers: { accept: 'application/vnd.x+json', 'x-y': 'z' } })('x');
    expect(sent.map(({ method, cache, credentials }) => [method, cache, credentials])).toEqual([
      ['GET', 'no-store', 'same-origin'],
      ['GET', 'no-store', 'include'],
    ]);
    expect(sent.map(({ headers }) => headers.get('accept'))).toEqual(['application/json', 'application/vnd.x+json']);
    expect(sent[1]?.headers.get('x-y')).toBe('z');
  });

  it('evaluates a header function before every try', async () => {
    fake.script('x', status(503), answer);
    let token = 0;
    const read = get({
      headers: async () => {
        token += 1;
        return { authorization: `Bearer ${token}` };
      },
    });
    await read('x');
    await read('x');
    const seen = fake.requests.map((request) => request.headers.get('authorization'));
    expect(seen).toEqual(['Bearer 1', 'Bearer 2', 'Bearer 3']);
  });

  it('rejects with what a header function throws, and sends nothing', async () => {
    const reason = new TypeError('no token');
    await expect(get({ headers: () => Promise.reject(reason) })('x')).rejects.toBe(reason);
    expect(fake.asked).toEqual([]);
  });

  it('resolves a relative URL against the page, and says so where there is none', async () => {
    const read = createTransport({});
    await expect(read('/celery/x', {})).rejects.toThrow(
      new TypeError('/celery/x: there is no page here, so baseUrl has to be absolute, like https://…'),
    );
    vi.stubGlobal('document', { baseURI: 'http://django.test/app/page' });
    fake.script('x', answer);
    expect(await read('/celery/x', {})).toEqual({ ok: true });
    expect(await read('../celery/x', {})).toEqual({ ok: true });
    vi.unstubAllGlobals();
  });
});

describe('retries', () => {
  it('try twice more what may get better, and then say so', async () => {
    for (const code of [408, 429, 500, 502, 503, 504]) {
      fake.script(`${code}`, status(code));
      await expect(get()(`${code}`)).rejects.toMatchObject({ code: 'HTTP', status: code, url: `${BASE}${code}` });
      expect(fake.asked.filter((path) => path === `${code}`)).toHaveLength(3);
    }
    fake.script('mended', status(503), status(502), answer);
    expect(await get()('mended')).toEqual({ ok: true });
  });

  it('are not made for what cannot be mended, nor when told not to', async () => {
    for (const code of [400, 401, 403, 404, 410, 501]) {
      fake.script(`${code}`, status(code));
      await expect(get()(`${code}`)).rejects.toMatchObject({ status: code });
    }
    fake.script('x', status(503));
    await expect(get({ retry: 0 })('x')).rejects.toMatchObject({ status: 503 });
    expect(fake.asked).toEqual(['400', '401', '403', '404', '410', '501', 'x']);
  });

  it("leave a 500 alone where it is for good, even if the list of statuses is the caller's", async () => {
    fake.script('x', SERVER_ERROR);
    await expect(get()('x', { retryOn500: false })).rejects.toMatchObject({ status: 500 });
    const own = get({ retry: { ...quick, statusCodes: [500, 418] } });
    await expect(own('x', { retryOn500: false })).rejects.toMatchObject({ status: 500 });
    expect(fake.asked).toHaveLength(2);
  });

  it('follow a network failure, of a fetch with errors of its own too', async () => {
    fake.script('x', () => HttpResponse.error());
    await expect(get()('x')).rejects.toMatchObject({ code: 'NETWORK', url: `${BASE}x` });
    expect(fake.asked).toHaveLength(3);
    const fetch = vi.fn(() => Promise.reject(new Error('ECONNRESET')));
    await expect(get({ fetch })('x')).rejects.toMatchObject({ code: 'NETWORK' });
    expect(fetch).toHaveBeenCalledTimes(3);
  });
});

describe('a fetch of the own', () => {
  it('gets a Request on every try, with the headers of that try', async () => {
    const sent: Request[] = [];
    const bodies: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      sent.push(input as Request);
      bodies.push(await (input as Request).json());
      expect(init).toEqual({});
      return sent.length < 3 ? new Response('', { status: 503 }) : Response.json('ok');
    };
    const headers = () => ({ 'x-try': String(sent.length) });
    expect(await get({ fetch, headers })('x', { json: { a: 1 } })).toBe('ok');
    expect(sent.every((request) => request instanceof Request)).toBe(true);
    expect(sent.map((request) => request.headers.get('x-try'))).toEqual(['0', '1', '2']);
    expect(sent.map(({ method, cache }) => [method, cache])).toEqual(Array(3).fill(['POST', 'no-store']));
    expect(bodies).toEqual(Array(3).fill({ a: 1 }));
  });

  it('may answer with what only looks like a Response', async () => {
    const answer = { ok: true, headers: new Headers(), text: async () => '[1]' } as Response;
    expect(await get({ fetch: async () => answer })('x')).toEqual([1]);
  });
});

describe('an error status', () => {
  it('carries the body and the wait that the server asks for', async () => {
    const problem = { type: 'about:blank', title: 'Not Found', status: 404 };
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '7' };
    fake.script('x', () => new HttpResponse(JSON.stringify(problem), { status: 404, headers }));
    await expect(get()('x')).rejects.toMatchObject({ status: 404, body: problem, retryAfter: 7_000 });
    fake.script('y', SERVER_ERROR);
    await expect(get()('y')).rejects.toMatchObject({ body: '<h1>Server Error (500)</h1>', retryAfter: null });
  });

  it('is a login where fetch does not follow redirects', async () => {
    const redirect = Object.defineProperties(new Response(null), {
      ok: { value: false },
      status: { value: 0 },
      type: { value: 'opaqueredirect' },
    });
    await expect(get({ fetch: async () => redirect })('x')).rejects.toMatchObject({ code: 'LOGIN_REDIRECT' });
  });
});

describe('time', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const failing = (headers: Record<string, string>) => vi.fn(async () => new Response('', { status: 503, headers }));
  const hanging = () => vi.fn<typeof globalThis.fetch>(() => new Promise(() => {}));

  it.each([
    ['2', 2_000],
    ['3600', 30_000],
    [new Date(Date.UTC(2030, 0, 1, 0, 0, 4)).toUTCString(), 4_000],
  ])('of Retry-After: %s is kept to, up to 30 s', async (after, wait) => {
    vi.setSystemTime(Date.UTC(2030, 0, 1));
    const fetch = failing({ 'retry-after': after });
    const read = createTransport({ fetch, retry: 1 })(BASE, {});
    read.catch(() => {});
    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(fetch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(fetch).toHaveBeenCalledTimes(2);
    await expect(read).rejects.toMatchObject({ status: 503 });
  });

  it('between tries is at most 5 s', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const fetch = failing({});
    const read = createTransport({ fetch, retry: { limit: 1, delay: () => 60_000 } })(BASE, {});
    read.catch(() => {});
    await vi.advanceTimersByTimeAsync(4_999);
    expect(fetch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(fetch).toHaveBeenCalledTimes(2);
    vi.restoreAllMocks();
  });

  it('between tries is spread, so that clients do not come back together', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const fetch = failing({});
    const read = createTransport({ fetch, retry: { limit: 1, delay: () => 2_000 } })(BASE, {});
    read.catch(() => {});
    await vi.advanceTimersByTimeAsync(999);
    expect(fetch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(fetch).toHaveBeenCalledTimes(2);
    vi.restoreAllMocks();
  });

  it('for an answer is 10 s, then it is a TIMEOUT, which is not tried again', async () => {
    const fetch = hanging();
    const read = createTransport({ fetch })(BASE, {});
    const settled = vi.fn();
    read.catch(settled);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await expect(read).rejects.toMatchObject({ code: 'TIMEOUT', url: BASE });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('that is over ends the request, and is tried again where ky is told to', async () => {
    const signals: AbortSignal[] = [];
    const fetch = async (input: RequestInfo | URL) => {
      signals.push((input as Request).signal);
      return signals.length === 1 ? new Promise<never>(() => {}) : Response.json('ok');
    };
    const retry = { ...quick, retryOnTimeout: true };
    const read = createTransport({ fetch, retry, timeout: 500 })(BASE, {});
    await vi.advanceTimersByTimeAsync(502);
    expect(await read).toBe('ok');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('for a body that does not end after another try is as long, and the request is ended', async () => {
    const signals: AbortSignal[] = [];
    const fetch = async (input: RequestInfo | URL) => {
      signals.push((input as Request).signal);
      return signals.length === 1 ? new Response('', { status: 503 }) : new Response(new ReadableStream());
    };
    const read = createTransport({ fetch, retry: quick, timeout: 500 })(BASE, {});
    read.catch(() => {});
    await vi.advanceTimersByTimeAsync(502);
    await expect(read).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(signals[1]?.aborted).toBe(true);
  });

  it('for a body that does not end is as long', async () => {
    const fetch = async () => new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array([91])) }));
    const read = createTransport({ fetch, timeout: 500 })(BASE, {});
    read.catch(() => {});
    await vi.advanceTimersByTimeAsync(500);
    await expect(read).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('for a body that breaks off is not waited out', async () => {
    const broken = new ReadableStream({ start: (body) => body.error(new TypeError('terminated')) });
    const fetch = async () => new Response(broken);
    await expect(createTransport({ fetch })(BASE, {})).rejects.toMatchObject({ code: 'NETWORK' });
  });

  it.each([
    ['while headers are made', { headers: () => new Promise<never>(() => {}) }],
    ['while the answer is awaited', { fetch: hanging() }],
    ['while the body is awaited', { fetch: async () => new Response(new ReadableStream()) }],
    ['between tries', { fetch: failing({ 'retry-after': '20' }) }],
  ])('of an abort %s is none: no later task, no further request', async (_when, options: TransportOptions) => {
    const reason = new Error('enough');
    const aborter = new AbortController();
    const read = createTransport(options)(BASE, { signal: aborter.signal });
    const settled = vi.fn();
    read.then(settled, settled);
    await vi.advanceTimersByTimeAsync(100);
    expect(settled).not.toHaveBeenCalled();
    const requests = requestsOf(options);
    aborter.abort(reason);
    // microtasks alone, no timer
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    expect(settled).toHaveBeenCalledExactlyOnceWith(reason);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(requestsOf(options)).toBe(requests);
  });

  it('of an abort beforehand is none: nothing is sent', async () => {
    const fetch = hanging();
    const reason = new Error('enough');
    await expect(createTransport({ fetch })(BASE, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(fetch).not.toHaveBeenCalled();
  });
});

function requestsOf({ fetch }: TransportOptions): number {
  return vi.isMockFunction(fetch) ? fetch.mock.calls.length : 0;
}
