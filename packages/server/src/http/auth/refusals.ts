import { Refused } from '../../problems.ts';

type Headers = Readonly<Record<string, string>>;

/** RFC 6750, section 3. The description is one of our own sentences, and so needs no quoting. */
function bearer(error?: string, description?: string): Headers {
  const parts = ['Bearer realm="celery-results"'];
  if (error !== undefined) parts.push(`error="${error}"`);
  if (description !== undefined) parts.push(`error_description="${description}"`);
  return { 'WWW-Authenticate': parts.join(', ') };
}

/** Headers of a 403 for a token that grants something else. */
export const INSUFFICIENT_SCOPE: Headers = bearer('insufficient_scope');

/** No token came. */
export function noToken(): Refused {
  return new Refused('unauthenticated', { detail: 'send a token: Authorization: Bearer …', headers: bearer() });
}

/** @param reason says nothing that stands in the token */
export function invalidToken(reason: string): Refused {
  return new Refused('invalid-token', { detail: reason, headers: bearer('invalid_token', reason) });
}

/** Nobody is logged in. Cookies have no registered scheme, and a 401 has to name one. */
export function notLoggedIn(): Refused {
  const headers = { 'WWW-Authenticate': 'Cookie realm="celery-results"' };
  return new Refused('unauthenticated', { detail: 'log in first', headers });
}

/** A token in a URL gets into logs, histories and Referer headers. */
export function tokenInUrl(): Refused {
  const detail = 'send it as Authorization: Bearer …, and take this one for known to others';
  return new Refused('token-in-url', { detail, headers: bearer('invalid_request', 'tokens may not stand in a URL') });
}

/** Seconds after which it is worth to ask again. */
const RETRY_AFTER = '5';

/** Whoever knows about grants does not answer. */
export function authUnavailable(): Refused {
  return new Refused('auth-unavailable', { headers: { 'Retry-After': RETRY_AFTER } });
}
