import { describe, expect, it } from 'vitest';
import { NoReverseMatch } from '../protocol/index.ts';
import {
  CeleryResultsError,
  HttpStatusError,
  InvalidResponseError,
  isCeleryResultsError,
  isPermanentError,
  TransportError,
} from './errors.ts';

const URL = '/celery/task/status/t/';
const http = (status: number): HttpStatusError => new HttpStatusError(status, URL);

describe('the errors', () => {
  it('name the URL, and keep their cause', () => {
    const cause = new Error('socket hang up');
    const error = new TransportError('NETWORK', URL, { cause });
    expect(error).toBeInstanceOf(CeleryResultsError);
    expect(error).toMatchObject({ name: 'TransportError', code: 'NETWORK', url: URL, cause });
    expect(error.message).toBe('/celery/task/status/t/: network error');
    expect(new TransportError('TIMEOUT', URL).message).toBe('/celery/task/status/t/: timed out');
    expect(http(503).message).toBe('/celery/task/status/t/: HTTP status 503');
    expect(http(503)).toMatchObject({ name: 'HttpStatusError', code: 'HTTP', body: undefined, retryAfter: null });
    expect(new InvalidResponseError('NOT_JSON', 'no', URL)).toMatchObject({ name: 'InvalidResponseError', url: URL });
  });
});

describe('isCeleryResultsError', () => {
  it('is true for errors of another copy of the package, by their shape', () => {
    const foreign = Object.assign(new Error('of another copy'), { code: 'HTTP', url: URL, status: 500 });
    for (const error of [foreign, http(500), new TransportError('TIMEOUT', URL)])
      expect(isCeleryResultsError(error)).toBe(true);
  });

  it.each([
    new Error('plain'),
    Object.assign(new Error('of the system'), { code: 'ECONNREFUSED', url: URL }),
    Object.assign(new Error('no url'), { code: 'HTTP' }),
    new DOMException('', 'AbortError'),
    { code: 'HTTP', url: URL },
    null,
  ])('is false for %o', (error) => expect(isCeleryResultsError(error)).toBe(false));
});

describe('isPermanentError', () => {
  it.each([400, 401, 403, 404, 405, 410])('is true for status %i', (status) =>
    expect(isPermanentError(http(status))).toBe(true),
  );

  it('is true for a body that is no status, and for an id without a URL', () => {
    for (const code of ['NOT_JSON', 'LOGIN_REDIRECT', 'BAD_ENVELOPE'] as const)
      expect(isPermanentError(new InvalidResponseError(code, '', URL))).toBe(true);
    expect(isPermanentError(new NoReverseMatch(''))).toBe(true);
  });

  it('is false for every other error', () => {
    for (const status of [408, 429, 500, 502, 503, 504]) expect(isPermanentError(http(status))).toBe(false);
    for (const error of [
      new TransportError('NETWORK', URL),
      new TransportError('TIMEOUT', URL),
      new Error(''),
      undefined,
    ])
      expect(isPermanentError(error)).toBe(false);
  });
});
