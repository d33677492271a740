import type { RetryOptions } from 'ky';
import { InvalidResponseError } from '../errors/errors.ts';
import { abortable } from '../lib/abortable.ts';
import { isTimeout, withTimeout } from '../lib/with-timeout.ts';
import { absoluteUrl } from './absolute-url.ts';
import { parsePythonJson } from './parse-json.ts';
import { createLoginError, toStatusError, toTransportError } from './to-error.ts';

/** Options of every request that a client sends. */
export interface TransportOptions {
  /**
   * Headers of every request, or a sync or async function that returns them. The function runs before each try, for
   * tokens that expire. A read rejects with the error that the function throws.
   */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>) | undefined;
  /** As in `fetch`. Default `same-origin`; `include` sends cookies to another origin, whose CORS has to allow it. */
  readonly credentials?: RequestCredentials | undefined;
  /**
   * Number of retries after a network error or a status of 408, 429, 500, 502, 503 or 504, or ky's own options. Default
   * 2, with jitter and at most 5 s between two tries. `Retry-After` is obeyed up to 30 s.
   */
  readonly retry?: number | RetryOptions | undefined;
  /** Milliseconds for the response of one try, and the same time for its body. False: no limit. Default 10,000. */
  readonly timeout?: number | false | undefined;
  /** Replaces the global `fetch`, for example with that of a server framework. It is called with a `Request`. */
  readonly fetch?: typeof fetch | undefined;
}

/** Options of one request. */
export interface TransportRequest {
  readonly signal?: AbortSignal | undefined;
  /** Default true. False for a Django view whose 500 is permanent. */
  readonly retryOn500?: boolean;
  /** False: one try, for a caller that reads again soon. Default true: the client's `retry`. */
  readonly retry?: boolean | undefined;
  /** Sends POST with this JSON body in place of GET. It is retried like a GET: a batch only reads. */
  readonly json?: object;
}

/** Sends requests with the options of a client. */
export interface Transport {
  /** Reads one URL as JSON. */
  read(url: string, request: TransportRequest): Promise<unknown>;
  /** Posts JSON once, and returns the response when its headers have arrived. The signal also ends its body. */
  open(url: string, json: object, signal: AbortSignal): Promise<Response>;
}

/** The controller that aborts the current try. A retry after a timeout needs a new one. */
interface CurrentTry {
  abort: AbortController;
}

const JSON_TYPE = 'application/json';
/** Statuses after which a read may be tried again. */
const TEMPORARY = [408, 429, 500, 502, 503, 504];

/**
 * Creates a transport. It calls `onResponse` with the `Link` header of each response, and with undefined for a network
 * error.
 *
 * The first try is a plain `fetch`. If it fails, ky is loaded, and decides about retries: docs/decisions/0030. A read
 * without retries never loads ky.
 */
export function createTransport(
  options: TransportOptions,
  onResponse: (link: string | undefined) => void = () => {},
): Transport {
  const { headers, fetch, credentials = 'same-origin', timeout = 10_000, retry = 2 } = options;

  async function addHeaders(target: Headers): Promise<Headers> {
    for (const [name, value] of new Headers(typeof headers === 'function' ? await headers() : headers))
      target.set(name, value);
    return target;
  }

  async function createInit(json: object | undefined, signal: AbortSignal, accept = JSON_TYPE): Promise<RequestInit> {
    const fixed = { accept, ...(json && { 'content-type': JSON_TYPE }) };
    return {
      cache: 'no-store',
      credentials,
      headers: headers ? await addHeaders(new Headers(fixed)) : fixed,
      redirect: 'manual',
      signal,
      ...(json && { method: 'POST', body: JSON.stringify(json) }),
    };
  }

  async function send(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    try {
      const response = await (fetch ?? globalThis.fetch)(input, init);
      onResponse(response.headers.get('link') ?? '');
      return response;
    } catch (error) {
      if ((init.signal ?? (input as Request).signal).aborted) throw error;
      onResponse(undefined);
      // ky recognises a network error by a browser's message; another `fetch` may have another message
      throw new TypeError('fetch failed', { cause: error });
    }
  }

  /** The caller's `fetch` receives a Request on every try, as from ky. */
  const sendInit = (target: string, init: RequestInit): Promise<Response> =>
    fetch ? send(new Request(target, init)) : send(target, init);

  /** Whether ky has to decide about a retry. ky's own options may allow more than the default. */
  function mayRetry(outcome: Response | Error, { retryOn500 = true, ...request }: TransportRequest): boolean {
    if (request.retry === false || retry === 0) return false;
    if (typeof retry === 'object') return true;
    if (outcome instanceof Error) return !isTimeout(outcome);
    return TEMPORARY.includes(outcome.status) && (retryOn500 || outcome.status !== 500);
  }

  async function read(url: string, request: TransportRequest, current: CurrentTry): Promise<unknown> {
    const target = absoluteUrl(url);
    const init = await createInit(request.json, current.abort.signal);
    const endTry = (): void => current.abort.abort();
    const readText = (response: Response): Promise<string> =>
      withTimeout(response.text(), timeout, endTry).catch((error: unknown) => {
        throw toTransportError(error, url);
      });
    const firstTry = withTimeout(sendInit(target, init), timeout, endTry);
    const outcome = await firstTry.catch((error: Error) => error);
    if (!(outcome instanceof Error) && outcome.ok) return parseBody(await readText(outcome), outcome, url);
    request.signal?.throwIfAborted();
    // if the chunk cannot be loaded, as after a new deployment of the page, the first try decides
    const chunk = mayRetry(outcome, request) && (await import('./retry.ts').catch(() => undefined));
    if (!chunk) {
      if (outcome instanceof Error) throw toTransportError(outcome, url);
      throw toStatusError(outcome, await readText(outcome), url);
    }
    // a timeout has aborted the first try
    if (current.abort.signal.aborted) current.abort = new AbortController();
    const response = await chunk.retryRead({
      target,
      url,
      firstTry,
      options: retry,
      timeout,
      send,
      addHeaders,
      init: { ...init, signal: current.abort.signal },
      retryOn500: request.retryOn500 ?? true,
    });
    return parseBody(await readText(response), response, url);
  }

  return {
    read: (url, request) => {
      const { signal } = request;
      if (signal?.aborted) return Promise.reject(signal.reason);
      const current = { abort: new AbortController() };
      const body = read(url, request, current);
      return signal ? abortable(body, signal, () => current.abort.abort(signal.reason)) : body;
    },
    open: async (url, json, signal) => sendInit(absoluteUrl(url), await createInit(json, signal, 'text/event-stream')),
  };
}

function parseBody(text: string, { redirected, type }: Response, url: string): unknown {
  try {
    return parsePythonJson(text);
  } catch (cause) {
    if (redirected || type === 'opaque') throw createLoginError(url, null, cause);
    throw new InvalidResponseError('NOT_JSON', 'not JSON', url, { cause });
  }
}
