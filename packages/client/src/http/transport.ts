import ky, { isTimeoutError, type RetryOptions, TimeoutError } from 'ky';
import { abortable } from '../abortable.ts';
import { InvalidResponseError, TransportError } from '../errors.ts';
import { V1_REL } from '../protocol/index.ts';
import { absoluteUrl } from './absolute-url.ts';
import { parsePythonJson } from './parse-json.ts';
import { loginRedirect, toError } from './to-error.ts';
import { within } from './within.ts';

/** How requests are sent. */
export interface TransportOptions {
  /**
   * Sent with every request. A function is called before each, a retry too, for tokens that change; what it throws rejects the
   * read as it is.
   */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /** Default `same-origin`; `include` sends cookies to another origin. */
  readonly credentials?: RequestCredentials;
  /**
   * How often a read that met a network failure or status 408, 429, 500, 502, 503 or 504 is tried again: a number, or ky's own
   * options. Default 2, with jitter, at most 5 s between; `Retry-After` is honoured up to 30 s.
   */
  readonly retry?: number | RetryOptions;
  /** Milliseconds for one try, and once more for its body; false for no limit. Default 10,000. */
  readonly timeout?: number | false;
  /** Another `fetch`, for example on a server. */
  readonly fetch?: typeof fetch;
}

/** One request. */
export interface TransportRequest {
  readonly signal?: AbortSignal | undefined;
  /** False for the view of Django that answers 500 for good. Default true. */
  readonly retryOn500?: boolean;
  /** Posts this as JSON, instead of GET; tried again like a read, since it is one. */
  readonly json?: object;
}

/** Reads one URL as JSON. */
export type Transport = (url: string, request: TransportRequest) => Promise<unknown>;

/** A read under way: what ends the try that is, or the tries of ky. */
interface Reading {
  abort: AbortController;
}

const ACCEPT = { accept: 'application/json' };
const RETRY = {
  methods: ['get', 'post'],
  jitter: true,
  backoffLimit: 5_000,
  maxRetryAfter: 30_000,
  statusCodes: [408, 429, 500, 502, 503, 504],
};

/**
 * `onV1` is told by the first answer of a server that has more than Django's views.
 *
 * The first try of a read is a plain `fetch`, and nearly always the last: by way of ky it would cost half as much again. How it came out
 * goes to ky, as if it were its own first try, unless it is an answer: docs/decisions/0032.
 */
export function createTransport(options: TransportOptions, onV1: () => void = () => {}): Transport {
  const { headers, fetch, credentials = 'same-origin', timeout = 10_000 } = options;
  const retry = { ...RETRY, ...(typeof options.retry === 'number' ? { limit: options.retry } : options.retry) };

  async function sign({ request }: { readonly request: { readonly headers: Headers } }): Promise<void> {
    for (const [name, value] of new Headers(typeof headers === 'function' ? await headers() : headers))
      request.headers.set(name, value);
  }

  async function send(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    try {
      const response = await (fetch ?? globalThis.fetch)(input, init);
      if (response.headers.get('link')?.includes(V1_REL)) onV1();
      return response;
    } catch (error) {
      // ky knows the network errors of browsers by their text, and not those of every other fetch
      throw (init.signal ?? (input as Request).signal).aborted
        ? error
        : new TypeError('fetch failed', { cause: error });
    }
  }

  async function read(url: string, { signal, retryOn500 = true, json }: TransportRequest, reading: Reading) {
    const at = absoluteUrl(url);
    const init: RequestInit = { cache: 'no-store', credentials, headers: ACCEPT, signal: reading.abort.signal };
    if (json) {
      const headers = { ...ACCEPT, 'content-type': 'application/json' };
      Object.assign(init, { method: 'POST', body: JSON.stringify(json), headers });
    }
    if (headers) {
      const request = { headers: new Headers(init.headers) };
      await sign({ request });
      init.headers = request.headers;
    }
    const late = (): TimeoutError => {
      reading.abort.abort();
      return new TimeoutError(new Request(at, init));
    };
    // a fetch of the caller's gets a Request, as it does from ky
    const first = within(fetch ? send(new Request(at, init)) : send(at, init), timeout, late);
    let response = await first.catch(() => undefined);
    if (!response?.ok) {
      signal?.throwIfAborted();
      // as it is after a try that took too long
      if (reading.abort.signal.aborted) reading.abort = new AbortController();
      const tries = [first];
      const again = ky(at, {
        ...{ ...init, signal: reading.abort.signal, timeout },
        retry: { ...retry, statusCodes: retry.statusCodes.filter((status) => retryOn500 || status !== 500) },
        hooks: { beforeRetry: [sign] },
        fetch: (input, more) => tries.pop() ?? send(input, more),
      });
      response = await again.catch((error: unknown) => {
        throw toError(error, url);
      });
    }
    const text = await within(response.text(), timeout, late).catch((error: unknown) => {
      throw new TransportError(isTimeoutError(error) ? 'TIMEOUT' : 'NETWORK', url, { cause: error });
    });
    try {
      return parsePythonJson(text);
    } catch (cause) {
      if (response.redirected || response.type === 'opaque') throw loginRedirect(url, cause);
      throw new InvalidResponseError('NOT_JSON', 'the answer is no JSON', url, { cause });
    }
  }

  return (url, request) => {
    const { signal } = request;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const reading = { abort: new AbortController() };
    const answer = read(url, request, reading);
    return signal ? abortable(answer, signal, () => reading.abort.abort(signal.reason)) : answer;
  };
}
