import { describe, expect, it } from 'vitest';
import { HttpStatusError, InvalidResponseError } from '../errors/errors.ts';
import { createLoginError, toStatusError, toTransportError } from './to-error.ts';

const URL = '/celery/task/status/t/';

function errorOf(text: string, headers: Record<string, string> = {}, status = 500): unknown {
  return toStatusError(new Response(null, { status, headers }), text, URL);
}

describe('the error of a status', () => {
  it.each([
    { type: 'application/json', text: '{"title": "no"}', body: { title: 'no' } },
    { type: 'application/problem+json; charset=utf-8', text: '{"a": NaN}', body: { a: null } },
    { type: 'application/json', text: '{"a": ', body: '{"a": ' },
    { type: 'application/json', text: '', body: undefined },
    { type: 'text/html', text: '<p>"down"</p>', body: '<p>"down"</p>' },
    { type: 'text/plain', text: '1', body: '1' },
  ])('has the body of $type: $text', ({ type, text, body }) => {
    expect(errorOf(text, { 'content-type': type })).toMatchObject({ status: 500, url: URL, body });
  });

  it('has a text as its body without a content type', () => {
    expect(errorOf('1')).toMatchObject({ body: '1', retryAfter: null });
  });

  it('has the delay of Retry-After', () => {
    expect(errorOf('', { 'retry-after': '3' }, 503)).toMatchObject({ status: 503, retryAfter: 3_000 });
  });

  it.each([
    { status: 299, type: HttpStatusError },
    { status: 300, type: InvalidResponseError },
    { status: 399, type: InvalidResponseError },
    { status: 400, type: HttpStatusError },
  ])('is no redirect outside of 300 to 399: $status', ({ status, type }) => {
    expect(errorOf('', {}, status)).toBeInstanceOf(type);
  });

  it('is a redirect also in a browser, which hides the status and the target', () => {
    const hidden = { type: 'opaqueredirect', status: 0, headers: new Headers() } as Response;
    expect(toStatusError(hidden, '', URL)).toMatchObject({
      code: 'LOGIN_REDIRECT',
      message: `${URL}: redirected, probably to a login page, or by a proxy that changes the final slash`,
    });
  });
});

describe('the error of a redirect', () => {
  it.each(['?next=/secret/', '#top', '?a=b#c'])('names the target without %s', (rest) => {
    const location = `https://login.example/sign-in/${rest}`;
    expect(errorOf('', { location }, 302)).toMatchObject({
      code: 'LOGIN_REDIRECT',
      message: expect.stringMatching(/: redirected to https:\/\/login\.example\/sign-in\/, probably to a login page/),
    });
  });

  it('keeps its cause', () => {
    const cause = new Error('blocked');
    expect(createLoginError(URL, null, cause).cause).toBe(cause);
  });
});

describe('the error of a request without a response', () => {
  it('distinguishes a timeout from a network error, and keeps its cause', () => {
    const timeout = new DOMException('too long', 'TimeoutError');
    const reset = new TypeError('fetch failed');
    expect(toTransportError(timeout, URL)).toMatchObject({ code: 'TIMEOUT', cause: timeout });
    expect(toTransportError(reset, URL)).toMatchObject({ code: 'NETWORK', cause: reset });
  });
});
