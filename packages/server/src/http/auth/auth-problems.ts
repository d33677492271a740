import { ProblemError } from '../../problems/problems.ts';

type Headers = Readonly<Record<string, string>>;

/** The header by RFC 6750, section 3. The description is a fixed sentence, so no character needs quoting. */
function bearer(error?: string, description?: string): Headers {
  const parts = ['Bearer realm="celery-results"'];
  if (error !== undefined) parts.push(`error="${error}"`);
  if (description !== undefined) parts.push(`error_description="${description}"`);
  return { 'WWW-Authenticate': parts.join(', ') };
}

/** Headers of a 403 for a token that does not grant what was requested. */
export const INSUFFICIENT_SCOPE: Headers = bearer('insufficient_scope');

/** Problem of a request without a token. */
export function noToken(): ProblemError {
  return new ProblemError('unauthenticated', { detail: 'send a token: Authorization: Bearer …', headers: bearer() });
}

/** @param reason a sentence without any part of the token */
export function invalidToken(reason: string): ProblemError {
  return new ProblemError('invalid-token', { detail: reason, headers: bearer('invalid_token', reason) });
}

/** Problem of a visitor who is not logged in. A 401 must name a scheme, but none is registered for cookies. */
export function notLoggedIn(): ProblemError {
  const headers = { 'WWW-Authenticate': 'Cookie realm="celery-results"' };
  return new ProblemError('unauthenticated', { detail: 'log in first', headers });
}

/** Problem of a URL with a token. URLs get into logs, histories and Referer headers. */
export function tokenInUrl(): ProblemError {
  const detail = 'send it as Authorization: Bearer …, and treat this token as leaked';
  return new ProblemError('token-in-url', {
    detail,
    headers: bearer('invalid_request', 'tokens are not allowed in a URL'),
  });
}

const RETRY_AFTER_SECONDS = '5';

/** Problem of a request while the server that decides about rights does not answer. */
export function authUnavailable(): ProblemError {
  return new ProblemError('auth-unavailable', { headers: { 'Retry-After': RETRY_AFTER_SECONDS } });
}
