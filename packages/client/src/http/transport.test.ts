import { HttpResponse } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BASE, json, SERVER_ERROR, status, useScriptedServer } from '../../test/scripted-server.ts';
import { createTransport, type TransportOptions, type TransportRequest } from './transport.ts';

const server = useScriptedServer();
const success = json({ ok: true });
const FAST_RETRY = { limit: 2, delay: () => 1 };
/** Creates a transport with fast retries. It takes paths below the base URL. */
const transport = (options: TransportOptions = {}) => {
  const { read } = createTransport({ retry: FAST_RETRY, ...options });
  return (path: string, request: TransportRequest = {}) => read(BASE + path, request);
};

describe('a request', () => {
  it('accepts JSON, bypasses every cache, and sends the cookies of its own origin', async () => {
    const sent: Request[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      sent.push(new Request(input, init));
      return Response.json(1);
    };
    await transport({ fetch })('x');
    await transport({ fetch, credentials: 'include', headers: { accept: 'application/vnd.x+json', 'x-y': 'z' } })('x');
    expect(sent.map(({ method, cache, credentials }) => [method, cache, credentials])).toEqual([
      ['GET', 'no-store', 'same-origin'],
      ['GET', 'no-store', 'include'],
    ]);
    expect(sent.map(({ headers }) => headers.get('accept'))).toEqual(['application/json', 'application/vnd.x+json']);
    expect(sent[1]?.headers.get('x-y')).toBe('z');
  });

  it('calls the headers function before every try', async () => {
    server.script('x', status(503), success);
    let token = 0;
    const read = transport({
      headers: async () => {
        token += 1;
        return { authorization: `Bearer ${token}` };
      },
    });
    await read('x');
    await read('x');
    const seen = server.requests.map((request) => request.headers.get('authorization'));
    expect(seen).toEqual(['Bearer 1', 'Bearer 2', 'Bearer 3']);
  });

  it('rejects with the error of the headers function, and is not sent', async () => {
    const reason = new TypeError('no token');
    await expect(transport({ headers: () => Promise.reject(reason) })('x')).rejects.toBe(reason);
    expect(server.paths).toEqual([]);
  });

  it('resolves a relative URL against the page, and rejects it outside of a page', async () => {
    const { read } = createTransport({});
    await expect(read('/celery/x', {})).rejects.toThrow(
      new TypeError('/celery/x: baseUrl must be absolute outside of a page'),
    );
    vi.stubGlobal('document', { baseURI: 'http://django.test/app/page' });
    server.script('x', success);
    expect(await read('/celery/x', {})).toEqual({ ok: true });
    expect(await read('../celery/x', {})).toEqual({ ok: true });
    vi.unstubAllGlobals();
  });
});

describe('retries', () => {
  it('follow a temporary status twice, then the read rejects with it', async () => {
    for (const code of [408, 429, 500, 502, 503, 504]) {
      server.script(`${code}`, status(code));
      await expect(transport()(`${code}`)).rejects.toMatchObject({ code: 'HTTP', status: code, url: `${BASE}${code}` });
      expect(server.paths.filter((path) => path === `${code}`)).toHaveLength(3);
    }
    server.script('recovered', status(503), status(502), success);
    expect(await transport()('recovered')).toEqual({ ok: true });
  });

  it('do not follow other statuses, and can be turned off', async () => {
    for (const code of [400, 401, 403, 404, 410, 501]) {
      server.script(`${code}`, status(code));
      await expect(transport()(`${code}`)).rejects.toMatchObject({ status: code });
    }
    server.script('x', status(503));
    await expect(transport({ retry: 0 })('x')).rejects.toMatchObject({ status: 503 });
    expect(server.paths).toEqual(['400', '401', '403', '404', '410', '501', 'x']);
  });

  it("do not follow a permanent 500, even if it is in the caller's list of statuses", async () => {
    server.script('x', SERVER_ERROR);
    await expect(transport()('x', { retryOn500: false })).rejects.toMatchObject({ status: 500 });
    const own = transport({ retry: { ...FAST_RETRY, statusCodes: [500, 418] } });
    await expect(own('x', { retryOn500: false })).rejects.toMatchObject({ status: 500 });
    expect(server.paths).toHaveLength(2);
  });

  it('follow a network error, also of a fetch with other messages than in browsers', async () => {
    server.script('x', () => HttpResponse.error());
    await expect(transport()('x')).rejects.toMatchObject({ code: 'NETWORK', url: `${BASE}x` });
    expect(server.paths).toHaveLength(3);
    const fetch = vi.fn(() => Promise.reject(new Error('ECONNRESET')));
    await expect(transport({ fetch })('x')).rejects.toMatchObject({ code: 'NETWORK' });
    expect(fetch).toHaveBeenCalledTimes(3);
  });
});

describe('a custom fetch', () => {
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
    expect(await transport({ fetch, headers })('x', { json: { a: 1 } })).toBe('ok');
    expect(sent.every((request) => request instanceof Request)).toBe(true);
    expect(sent.map((request) => request.headers.get('x-try'))).toEqual(['0', '1', '2']);
    expect(sent.map(({ method, cache }) => [method, cache])).toEqual(Array(3).fill(['POST', 'no-store']));
    expect(bodies).toEqual(Array(3).fill({ a: 1 }));
  });

  it('may return an object with the shape of a Response', async () => {
    const response = { ok: true, headers: new Headers(), text: async () => '[1]' } as Response;
    expect(await transport({ fetch: async () => response })('x')).toEqual([1]);
  });
});

describe('an error status', () => {
  it('has its body and the delay of Retry-After', async () => {
    const problem = { type: 'about:blank', title: 'Not Found', status: 404 };
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '7' };
    server.script('x', () => new HttpResponse(JSON.stringify(problem), { status: 404, headers }));
    await expect(transport()('x')).rejects.toMatchObject({ status: 404, body: problem, retryAfter: 7_000 });
    server.script('y', SERVER_ERROR);
    await expect(transport()('y')).rejects.toMatchObject({ body: '<h1>Server Error (500)</h1>', retryAfter: null });
  });

  it('is a login redirect if fetch does not follow redirects', async () => {
    const redirect = Object.defineProperties(new Response(null), {
      ok: { value: false },
      status: { value: 0 },
      type: { value: 'opaqueredirect' },
    });
    await expect(transport({ fetch: async () => redirect })('x')).rejects.toMatchObject({ code: 'LOGIN_REDIRECT' });
  });
});

describe('the time of a read', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const failing = (headers: Record<string, string>) => vi.fn(async () => new Response('', { status: 503, headers }));
  const hanging = () => vi.fn<typeof globalThis.fetch>(() => new Promise(() => {}));

  it.each([
    { retryAfter: '2', delay: 2_000 },
    { retryAfter: '3600', delay: 30_000 },
    { retryAfter: new Date(Date.UTC(2030, 0, 1, 0, 0, 4)).toUTCString(), delay: 4_000 },
  ])('includes $delay ms for Retry-After: $retryAfter', async ({ retryAfter, delay }) => {
    vi.setSystemTime(Date.UTC(2030, 0, 1));
    const fetch = failing({ 'retry-after': retryAfter });
    const read = createTransport({ fetch, retry: 1 }).read(BASE, {});
    read.catch(() => {});
    await vi.advanceTimersByTimeAsync(delay - 1);
    expect(fetch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(fetch).toHaveBeenCalledTimes(2);
    await expect(read).rejects.toMatchObject({ status: 503 });
  });

  it('includes at most 5 s between two tries', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const fetch = failing({});
    const read = createTransport({ fetch, retry: { limit: 1, delay: () => 60_000 } }).read(BASE, {});
    read.catch(() => {});
    await vi.advanceTimersByTimeAsync(4_999);
    expect(fetch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(fetch).toHaveBeenCalledTimes(2);
    vi.restoreAllMocks();
  });

  it('includes jitter, so that clients do not retry together', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const fetch = failing({});
    const read = createTransport({ fetch, retry: { limit: 1, delay: () => 2_000 } }).read(BASE, {});
    read.catch(() => {});
    await vi.advanceTimersByTimeAsync(999);
    expect(fetch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(fetch).toHaveBeenCalledTimes(2);
    vi.restoreAllMocks();
  });

  it('ends after 10 s without a response as a TIMEOUT, without a retry', async () => {
    const fetch = hanging();
    const read = createTransport({ fetch }).read(BASE, {});
    const settled = vi.fn();
    read.catch(settled);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await expect(read).rejects.toMatchObject({ code: 'TIMEOUT', url: BASE });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('includes a retry after a timeout if retryOnTimeout is set; the first request is aborted', async () => {
    const signals: AbortSignal[] = [];
    const fetch = async (input: RequestInfo | URL) => {
      signals.push((input as Request).signal);
      return signals.length === 1 ? new Promise<never>(() => {}) : Response.json('ok');
    };
    const retry = { ...FAST_RETRY, retryOnTimeout: true };
    const read = createTransport({ fetch, retry, timeout: 500 }).read(BASE, {});
    await vi.advanceTimersByTimeAsync(502);
    expect(await read).toBe('ok');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('ends for an endless body of a retry, and the request is aborted', async () => {
    const signals: AbortSignal[] = [];
    const fetch = async (input: RequestInfo | URL) => {
      signals.push((input as Request).signal);
      return signals.length === 1 ? new Response('', { status: 503 }) : new Response(new ReadableStream());
    };
    const read = createTransport({ fetch, retry: FAST_RETRY, timeout: 500 }).read(BASE, {});
    read.catch(() => {});
    await vi.advanceTimersByTimeAsync(502);
    await expect(read).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(signals[1]?.aborted).toBe(true);
  });

  it('ends for an endless body', async () => {
    const fetch = async () => new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array([91])) }));
    const read = createTransport({ fetch, timeout: 500 }).read(BASE, {});
    read.catch(() => {});
    await vi.advanceTimersByTimeAsync(500);
    await expect(read).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('ends at once for an incomplete body', async () => {
    const broken = new ReadableStream({ start: (body) => body.error(new TypeError('terminated')) });
    const fetch = async () => new Response(broken);
    await expect(createTransport({ fetch }).read(BASE, {})).rejects.toMatchObject({ code: 'NETWORK' });
  });

  it.each<{ readonly moment: string; readonly options: TransportOptions }>([
    { moment: 'in the headers function', options: { headers: () => new Promise<never>(() => {}) } },
    { moment: 'before the response', options: { fetch: hanging() } },
    { moment: 'in the body', options: { fetch: async () => new Response(new ReadableStream()) } },
    { moment: 'between tries', options: { fetch: failing({ 'retry-after': '20' }) } },
  ])('ends at once with an abort $moment, and no request follows', async ({ options }) => {
    const reason = new Error('enough');
    const aborter = new AbortController();
    const read = createTransport(options).read(BASE, { signal: aborter.signal });
    const settled = vi.fn();
    read.then(settled, settled);
    await vi.advanceTimersByTimeAsync(100);
    expect(settled).not.toHaveBeenCalled();
    const requests = countRequests(options);
    aborter.abort(reason);
    // microtasks only: an abort waits for no timer
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    expect(settled).toHaveBeenCalledExactlyOnceWith(reason);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(countRequests(options)).toBe(requests);
  });

  it('is none after an earlier abort: nothing is sent', async () => {
    const fetch = hanging();
    const reason = new Error('enough');
    await expect(createTransport({ fetch }).read(BASE, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(fetch).not.toHaveBeenCalled();
  });
});

function countRequests({ fetch }: TransportOptions): number {
  return vi.isMockFunction(fetch) ? fetch.mock.calls.length : 0;
}
