import ky, { isHTTPError, isNetworkError, isTimeoutError, type RetryOptions, TimeoutError } from 'ky';
import { TransportError } from '../errors/errors.ts';
import { isTimeout } from '../lib/with-timeout.ts';
import { toStatusError } from './to-error.ts';

/** A read whose first try has failed. */
export interface FailedRead {
  readonly target: string;
  readonly url: string;
  readonly init: RequestInit;
  /** The promise of the first try. */
  readonly firstTry: Promise<Response>;
  readonly options: number | RetryOptions | undefined;
  readonly timeout: number | false;
  /** False for a Django view whose 500 is permanent. */
  readonly retryOn500: boolean;
  send(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /** Adds the caller's headers to those of a retry. */
  addHeaders(headers: Headers): Promise<unknown>;
}

const RETRY = {
  methods: ['get', 'post'],
  jitter: true,
  backoffLimit: 5_000,
  maxRetryAfter: 30_000,
  statusCodes: [408, 429, 500, 502, 503, 504],
};

/** Lets ky decide about retries. ky receives the outcome of the first try as its own. Returns a good response. */
export async function retryRead(read: FailedRead): Promise<Response> {
  const { target, url, init, firstTry, options, timeout, retryOn500, send, addHeaders } = read;
  const retry = { ...RETRY, ...(typeof options === 'number' ? { limit: options } : options) };
  const tries = [
    firstTry.catch((error: unknown) => {
      throw isTimeout(error) ? new TimeoutError(new Request(target, init)) : error;
    }),
  ];
  const response = ky(target, {
    ...init,
    timeout,
    retry: { ...retry, statusCodes: retry.statusCodes.filter((status) => retryOn500 || status !== 500) },
    hooks: { beforeRetry: [async ({ request }) => void (await addHeaders(request.headers))] },
    fetch: (input, retryInit) => tries.pop() ?? send(input, retryInit),
  });
  return response.catch((error: unknown) => {
    throw toError(error, url);
  });
}

/** Converts ky's errors to this package's. Returns any other error unchanged, such as one of a `headers` function. */
function toError(error: unknown, url: string): unknown {
  if (isTimeoutError(error)) return new TransportError('TIMEOUT', url, { cause: error });
  if (isNetworkError(error)) return new TransportError('NETWORK', url, { cause: error });
  if (!isHTTPError(error)) return error;
  const { response, data } = error;
  return toStatusError(response, typeof data === 'string' ? data : (JSON.stringify(data) ?? ''), url);
}
