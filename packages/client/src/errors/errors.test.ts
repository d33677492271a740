import { describe, expect, it } from 'vitest';
import { NoReverseMatch } from '../protocol/index.ts';
import {
  CeleryResultsError,
  HttpStatusError,
  InvalidResponseError,
  isCeleryResultsError,
  isOutage,
  isPermanentError,
  isUnreadableRow,
  TransportError,
} from './errors.ts';

const URL = '/celery/task/status/t/';
const http = (status: number, body?: unknown): HttpStatusError => new HttpStatusError(status, URL, { body });
const unreadable = http(502, { type: 'urn:celery-results:problem:unreadable-result' });
const overload = http(502, { type: 'urn:celery-results:problem:overload' });

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

  it('ask about baseUrl for a 404 that does not come from these URLs', () => {
    expect(http(404, '<h1>Not Found</h1>').message).toBe(`${URL}: HTTP status 404: is baseUrl right?`);
    expect(http(404).message).toBe(`${URL}: HTTP status 404: is baseUrl right?`);
    expect(http(404, { title: 'Not Found' }).message).toBe(`${URL}: HTTP status 404`);
    expect(http(403, '').message).toBe(`${URL}: HTTP status 403`);
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

  it('is true for a body that is not a status, and for an id without a URL', () => {
    for (const code of ['NOT_JSON', 'LOGIN_REDIRECT', 'BAD_ENVELOPE', 'UNREADABLE'] as const)
      expect(isPermanentError(new InvalidResponseError(code, '', URL))).toBe(true);
    expect(isPermanentError(new NoReverseMatch(''))).toBe(true);
  });

  it.each(['RESULT_SCHEMA', 'WAIT_TIMEOUT'])('is true for %s', (code) =>
    expect(isPermanentError(Object.assign(new Error(''), { code }))).toBe(true),
  );

  it('is true for a row that the server cannot decode', () => expect(isPermanentError(unreadable)).toBe(true));

  it('is false for an object with the code of a permanent error that is not an Error', () => {
    expect(isPermanentError({ code: 'WAIT_TIMEOUT' })).toBe(false);
    expect(isPermanentError(Object.assign(new Error(''), { code: 'EPIPE' }))).toBe(false);
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

describe('isUnreadableRow', () => {
  it('is true for the problem of that type only', () => {
    expect(isUnreadableRow(unreadable)).toBe(true);
    const others = [overload, http(502), http(502, null), http(502, 'unreadable-result'), http(502, {}), new Error('')];
    for (const error of [...others, new TransportError('NETWORK', URL)]) expect(isUnreadableRow(error)).toBe(false);
  });
});

describe('isOutage', () => {
  it.each([429, 502, 503, 504])('is true for status %i', (status) => expect(isOutage(http(status))).toBe(true));

  it('is true without a response, and for a 500 without a body', () => {
    for (const error of [new TransportError('NETWORK', URL), new TransportError('TIMEOUT', URL), http(500), overload])
      expect(isOutage(error)).toBe(true);
  });

  it('is false for an error of one id, and for other errors', () => {
    const ofOneId = [http(500, '<h1>Server Error (500)</h1>'), http(404), http(403), unreadable];
    const others = [new InvalidResponseError('NOT_JSON', '', URL), new Error('network'), undefined];
    for (const error of [...ofOneId, ...others]) expect(isOutage(error)).toBe(false);
  });
});
