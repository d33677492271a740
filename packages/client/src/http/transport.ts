import ky, { isTimeoutError, type KyInstance, type Options, type RetryOptions } from 'ky';
import { abortable } from '../abortable.ts';
import { InvalidResponseError, TransportError } from '../errors.ts';
import { V1_REL } from '../protocol/index.ts';
import { absoluteUrl } from './absolute-url.ts';
import { parsePythonJson } from './parse-json.ts';
import { loginRedirect, toError } from './to-error.ts';

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
  readonly json?: unknown;
}

/** Reads one URL as JSON. */
export type Transport = (url: string, request: TransportRequest) => Promise<unknown>;

const RETRY_STATUSES = [408, 429, 500, 502, 503, 504];

/** `onV1` is told by the first answer of a server that has more than Django's views. */
export function createTransport(options: TransportOptions, onV1: () => void = () => {}): Transport {
  const policy = {
    methods: ['get', 'post'],
    jitter: true,
    backoffLimit: 5_000,
    maxRetryAfter: 30_000,
    statusCodes: RETRY_STATUSES,
  };
  const retry = { ...policy, ...(typeof options.retry === 'number' ? { limit: options.retry } : options.retry) };
  const patient = createKy(options, retry, onV1);
  // an instance of its own: ky adds the lists of two option objects up
  const resigned = createKy(
    options,
    { ...retry, statusCodes: retry.statusCodes.filter((status) => status !== 500) },
    onV1,
  );
  return async (url, { signal, retryOn500 = true, json }) => {
    signal?.throwIfAborted();
    const request = read(retryOn500 ? patient : resigned, url, {
      ...(signal && { signal }),
      ...(json !== undefined && { method: 'post', json }),
    });
    return signal ? abortable(request, signal) : request;
  };
}

function createKy(
  { headers, credentials, timeout, fetch }: TransportOptions,
  retry: RetryOptions,
  onV1: () => void,
): KyInstance {
  const sign = async ({ request }: { readonly request: Request }): Promise<void> => {
    for (const [name, value] of new Headers(typeof headers === 'function' ? await headers() : headers))
      request.headers.set(name, value);
  };
  return ky.create({
    method: 'get',
    cache: 'no-store',
    credentials: credentials ?? 'same-origin',
    headers: { accept: 'application/json' },
    timeout: timeout ?? 10_000,
    retry,
    hooks: {
      beforeRequest: [sign],
      beforeRetry: [sign],
      afterResponse: [
        ({ response }) => {
          if (response.headers.get('link')?.includes(V1_REL)) onV1();
        },
      ],
    },
    fetch: async (input, init) => {
      try {
        return await (fetch ?? globalThis.fetch)(input, init);
      } catch (error) {
        // ky knows the network errors of browsers by their text, and not those of every other fetch
        throw input instanceof Request && input.signal.aborted
          ? error
          : new TypeError('fetch failed', { cause: error });
      }
    },
  });
}

async function read(client: KyInstance, url: string, options: Options): Promise<unknown> {
  const request = client(absoluteUrl(url), options);
  const response = await request.catch((error: unknown) => {
    throw toError(error, url);
  });
  // by way of ky, which holds the body to the timeout as well
  const text = await request.text().catch((error: unknown) => {
    throw new TransportError(isTimeoutError(error) ? 'TIMEOUT' : 'NETWORK', url, { cause: error });
  });
  try {
    return parsePythonJson(text);
  } catch (cause) {
    if (response.redirected || response.type === 'opaque') throw loginRedirect(url, cause);
    throw new InvalidResponseError('NOT_JSON', 'the answer is no JSON', url, { cause });
  }
}
