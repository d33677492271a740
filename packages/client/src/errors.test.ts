import { describe, expect, it } from 'vitest';
import {
  CeleryResultsError,
  HttpStatusError,
  InvalidResponseError,
  isCeleryResultsError,
  isPermanentError,
  TransportError,
} from './errors.ts';
import { NoReverseMatch } from './protocol/index.ts';

const URL = '/celery/task/status/t/';
const http = (status: number): HttpStatusError => new HttpStatusError(status, URL);

describe('the errors', () => {
  it('name method and URL, and keep their cause', () => {
    const cause = new Error('socket hang up');
    const error = new TransportError('NETWORK', URL, { cause });
    expect(error).toBeInstanceOf(CeleryResultsError);
    expect(error).toMatchObject({ name: 'TransportError', code: 'NETWORK', url: URL, cause });
    expect(error.message).toBe('/celery/task/status/t/ could not be sent or answered');
    expect(new TransportError('TIMEOUT', URL).message).toBe('/celery/task/status/t/ took too long');
    expect(http(503).message).toBe('/celery/task/status/t/ was answered with status 503');
    expect(http(503)).toMatchObject({ name: 'HttpStatusError', code: 'HTTP', body: undefined, retryAfter: null });
    expect(new InvalidResponseError('NOT_JSON', 'no', URL)).toMatchObject({ name: 'InvalidResponseError', url: URL });
  });
});

describe('isCeleryResultsError', () => {
  it('knows errors of another copy of the package by their shape', () => {
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
  ])('does not take %o for one', (error) => expect(isCeleryResultsError(error)).toBe(false));
});

describe('isPermanentError', () => {
  it.each([400, 401, 403, 404, 405, 410])('says that status %i will not get better', (status) =>
    expect(isPermanentError(http(status))).toBe(true),
  );

  it('says that a page instead of an answer, or an impossible id, will not get better', () => {
    for (const code of ['NOT_JSON', 'LOGIN_REDIRECT', 'BAD_ENVELOPE'] as const)
      expect(isPermanentError(new InvalidResponseError(code, '', URL))).toBe(true);
    expect(isPermanentError(new NoReverseMatch(''))).toBe(true);
  });

  it('gives everything else another chance', () => {
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
