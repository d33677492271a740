import { isHTTPError, isNetworkError, isTimeoutError } from 'ky';
import { HttpStatusError, InvalidResponseError, TransportError } from '../errors.ts';
import { retryAfterOf } from './retry-after.ts';

/** What a request was rejected with, as this package's own error; anything else, such as what a `headers` function threw, as it is. */
export function toError(error: unknown, url: string): unknown {
  if (isTimeoutError(error)) return new TransportError('TIMEOUT', url, { cause: error });
  if (isNetworkError(error)) return new TransportError('NETWORK', url, { cause: error });
  if (!isHTTPError(error)) return error;
  const { response, data } = error;
  if (response.type === 'opaqueredirect') return loginRedirect(url, error);
  return new HttpStatusError(response.status, url, { cause: error, body: data, retryAfter: retryAfterOf(response) });
}

/** A session that ended shows as a redirect to the login page. */
export function loginRedirect(url: string, cause: unknown): InvalidResponseError {
  return new InvalidResponseError('LOGIN_REDIRECT', 'redirected to a page, which is probably a login', url, { cause });
}
