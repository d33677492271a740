import { HttpStatusError, InvalidResponseError, TransportError } from '../errors/errors.ts';
import { isTimeout } from '../lib/with-timeout.ts';
import { parsePythonJson } from './parse-json.ts';
import { parseRetryAfter } from './retry-after.ts';

/** Creates the error of a response with an error status. Its text is undefined if the body is unread. */
export function toStatusError(response: Response, text: string, url: string): HttpStatusError | InvalidResponseError {
  const { status, type } = response;
  if (type === 'opaqueredirect' || (status >= 300 && status < 400))
    return createLoginError(url, response.headers.get('location'));
  return new HttpStatusError(status, url, {
    body: parseErrorBody(text, response),
    retryAfter: parseRetryAfter(response),
  });
}

/** Creates the error of a request without a response, or of an incomplete body. */
export function toTransportError(cause: unknown, url: string): TransportError {
  return new TransportError(isTimeout(cause) ? 'TIMEOUT' : 'NETWORK', url, { cause });
}

/**
 * Creates the error for a redirect, which a client never follows. Django's `login_required` redirects when the session
 * has ended, also to another origin. Browsers hide the target of a redirect.
 */
export function createLoginError(url: string, location: string | null, cause?: unknown): InvalidResponseError {
  const target = location === null ? '' : ` to ${location.replace(/[?#].*/, '')}`;
  const message = `redirected${target}, probably to a login page, or by a proxy that changes the final slash`;
  return new InvalidResponseError('LOGIN_REDIRECT', message, url, { cause });
}

function parseErrorBody(text: string, response: Response): unknown {
  if (text === '') return undefined;
  if (!response.headers.get('content-type')?.includes('json')) return text;
  try {
    return parsePythonJson(text);
  } catch {
    return text;
  }
}
