import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../src/http/openapi/document.ts';
import { documentCheck } from './documented.ts';
import type { RawAnswer } from './raw-http.ts';

/** The check that every other test of an answer relies on. */

const check = documentCheck(openApiDocument({ basePath: '/celery/', idFirst: true }));
const HEADERS = { link: 'l', etag: '"e"', 'cache-control': 'c', vary: 'v' };
const answer = (body: unknown, rest: Partial<RawAnswer> = {}): RawAnswer => ({
  status: 200,
  contentType: 'application/json',
  location: undefined,
  allow: undefined,
  headers: HEADERS,
  ...rest,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const PROBLEM = { type: 'urn:celery-results:problem:unknown-group', title: 't', status: 404 };
const problem = { status: 404, contentType: 'application/problem+json' };

describe('documentCheck', () => {
  it('accepts answers that are described', () => {
    check('GET', '/celery/a/done/', answer({ task: { id: 'a', executed: true } }));
    check('GET', '/celery/task/status/caf%C3%A9/', answer('{"task": {"id": "a", "status": "SUCCESS", "result": NaN}}'));
    check('GET', '/celery/group/status/a/', answer(PROBLEM, problem));
    check('HEAD', '/celery/a/done/', answer(''));
    check('GET', '/celery/a/done', answer('', { status: 301, contentType: 'text/html; charset=utf-8' }));
  });

  it.each<{ readonly method: string; readonly path: string; readonly one: RawAnswer; readonly message: RegExp }>([
    {
      method: 'GET',
      path: '/celery/a/done/',
      one: answer({ task: { id: 'a' } }),
      message: /must have required property 'executed'/,
    },
    {
      method: 'GET',
      path: '/celery/a/done/',
      one: answer({ task: { id: 'a', executed: true, more: 1 } }),
      message: /must NOT have additional/,
    },
    { method: 'GET', path: '/celery/a/done/', one: answer({}, { headers: {} }), message: /no Link/ },
    {
      method: 'GET',
      path: '/celery/a/done/',
      one: answer({}, { contentType: 'text/html' }),
      message: /text\/html is not application\/json/,
    },
    {
      method: 'GET',
      path: '/celery/a/done/',
      one: answer(PROBLEM, problem),
      message: /application\/problem\+json is not /,
    },
    { method: 'GET', path: '/celery/a/done/', one: answer('', { status: 201 }), message: /may not answer 201/ },
    {
      method: 'GET',
      path: '/celery/a/done/',
      one: answer('', { status: 404, contentType: 'text/html; charset=utf-8' }),
      message: /text\/html.* is not /,
    },
    {
      method: 'GET',
      path: '/celery/group/status/a/',
      one: answer({ ...PROBLEM, type: 'about:blank' }, problem),
      message: /must match pattern/,
    },
    {
      method: 'GET',
      path: '/celery/group/status/a/',
      one: answer({ ...PROBLEM, status: 400 }, problem),
      message: /must be equal to constant/,
    },
    { method: 'PUT', path: '/celery/a/done/', one: answer({}), message: /200 is answered to what is not documented/ },
    {
      method: 'PUT',
      path: '/celery/a/done/',
      one: answer({}, { status: 405 }),
      message: /must have required property 'type'/,
    },
    { method: 'GET', path: '/celery/v1/new/', one: answer({}), message: /200 is answered to what is not documented/ },
    {
      method: 'POST',
      path: '/celery/v1/status/',
      one: answer({ tasks: { a: {} } }),
      message: /must have required property 'groups'/,
    },
  ])('refuses $method $path with another answer', ({ method, path, one, message }) => {
    expect(() => check(method, path, one)).toThrow(message);
  });
});
