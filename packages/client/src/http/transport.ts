import ky, { isHTTPError, isNetworkError, isTimeoutError, type KyInstance, type RetryOptions } from 'ky';
import { HttpStatusError, InvalidResponseError, TransportError } from '../errors.ts';
import { abortable } from './abortable.ts';
import { parsePythonJson } from './parse-json.ts';

/** How requests are sent. */
export interface TransportOptions {
  /** Sent with every request; a function is called for each, for tokens that change. */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /** Default `same-origin`; `include` sends cookies to another origin. */
  readonly credentials?: RequestCredentials;
  /** How often a failed read is tried again: a number, or ky's own options. Default 2, with jitter and at most 5 s between. */
  readonly retry?: number | RetryOptions;
  /** Milliseconds for one try; false for no limit. Default 10,000. */
  readonly timeout?: number | false;
  /** Another `fetch`, for example on a server. */
  readonly fetch?: typeof fetch;
}

/** Reads one URL as JSON. `retryOn500: false` is for the view of Django that answers 500 for good. */
export type Transport = (
  url: string,
  options: { readonly signal?: AbortSignal; readonly retryOn500?: boolean },
) => Promise<unknown>;

const RETRY_STATUSES = [408, 429, 500, 502, 503, 504];

export function createTransport(options: TransportOptions): Transport {
  const patient = createKy(options, RETRY_STATUSES);
  // an instance of its own: ky adds the lists of two option objects up
  const resigned = createKy(
    options,
    RETRY_STATUSES.filter((status) => status !== 500),
  );
  const { headers } = options;
  return async (url, { signal, retryOn500 = true }) => {
    signal?.throwIfAborted();
    const sent = new Headers(typeof headers === 'function' ? await headers() : headers);
    if (!sent.has('accept')) sent.set('accept', 'application/json');
    const request = read(retryOn500 ? patient : resigned, url, { headers: sent, ...(signal ? { signal } : {}) });
    return signal ? abortable(request, signal) : request;
  };
}

function createKy({ credentials, retry, timeout, fetch }: TransportOptions, statusCodes: number[]): KyInstance {
  const own = typeof retry === 'number' ? { limit: retry } : retry;
  return ky.create({
    method: 'get',
    cache: 'no-store',
    credentials: credentials ?? 'same-origin',
    timeout: timeout ?? 10_000,
    retry: { jitter: true, backoffLimit: 5_000, maxRetryAfter: 30_000, statusCodes, ...own },
    ...(fetch ? { fetch } : {}),
  });
}

async function read(client: KyInstance, url: string, options: Parameters<KyInstance>[1]): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await client(url, options);
    text = await response.text();
  } catch (error) {
    throw toError(error, url);
  }
  try {
    return parsePythonJson(text);
  } catch (error) {
    // a session that ended shows as a redirect to the login page
    if (response.redirected)
      throw new InvalidResponseError('LOGIN_REDIRECT', 'redirected to a page, which is probably a login', url, {
        cause: error,
      });
    throw new InvalidResponseError('NOT_JSON', 'the answer is no JSON', url, { cause: error });
  }
}

function toError(error: unknown, url: string): unknown {
  if (isHTTPError(error)) return new HttpStatusError(error.response.status, url, { cause: error });
  if (isTimeoutError(error)) return new TransportError('TIMEOUT', url, { cause: error });
  if (isNetworkError(error) || error instanceof TypeError) return new TransportError('NETWORK', url, { cause: error });
  return error;
}
