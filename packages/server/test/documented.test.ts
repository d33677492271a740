import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../src/http/openapi/document.ts';
import { documentCheck } from './documented.ts';
import type { RawAnswer } from './raw-http.ts';

/** The check that every other test of an answer relies on. */

const check = documentCheck(openApiDocument({ basePath: '/celery/', idFirst: true }));
const HEADERS = { link: 'l', etag: '"e"', 'cache-control': 'c', vary: 'v' };
const answer = (body: unknown, rest: Partial<RawAnswer> = {}): RawAnswer => ({
  ...{ status: 200, contentType: 'application/json', location: undefined, allow: undefined, headers: HEADERS },
  ...rest,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const PROBLEM = { type: 'urn:celery-results:problem:unknown-group', title: 't', status: 404 };
const problem = { status: 404, contentType: 'application/problem+json' };

describe('documentCheck', () => {
  it('is content with what is described', () => {
    check('GET', '/celery/a/done/', answer({ task: { id: 'a', executed: true } }));
    check('GET', '/celery/task/status/caf%C3%A9/', answer('{"task": {"id": "a", "status": "SUCCESS", "result": NaN}}'));
    check('GET', '/celery/group/status/a/', answer(PROBLEM, problem));
    check('HEAD', '/celery/a/done/', answer(''));
    check('GET', '/celery/a/done', answer('', { status: 301, contentType: 'text/html; charset=utf-8' }));
  });

  it.each<[string, string, RawAnswer, RegExp]>([
    ['GET', '/celery/a/done/', answer({ task: { id: 'a' } }), /must have required property 'executed'/],
    ['GET', '/celery/a/done/', answer({ task: { id: 'a', executed: true, more: 1 } }), /must NOT have additional/],
    ['GET', '/celery/a/done/', answer({}, { headers: {} }), /no Link/],
    ['GET', '/celery/a/done/', answer({}, { contentType: 'text/html' }), /text\/html is not application\/json/],
    ['GET', '/celery/a/done/', answer(PROBLEM, problem), /application\/problem\+json is not /],
    ['GET', '/celery/a/done/', answer('', { status: 201 }), /may not answer 201/],
    [
      'GET',
      '/celery/a/done/',
      answer('', { status: 404, contentType: 'text/html; charset=utf-8' }),
      /text\/html.* is not /,
    ],
    ['GET', '/celery/group/status/a/', answer({ ...PROBLEM, type: 'about:blank' }, problem), /must match pattern/],
    ['GET', '/celery/group/status/a/', answer({ ...PROBLEM, status: 400 }, problem), /must be equal to constant/],
    ['PUT', '/celery/a/done/', answer({}), /200 is answered to what is not documented/],
    ['PUT', '/celery/a/done/', answer({}, { status: 405 }), /must have required property 'type'/],
    ['GET', '/celery/v1/new/', answer({}), /200 is answered to what is not documented/],
    ['POST', '/celery/v1/status/', answer({ tasks: { a: {} } }), /must have required property 'groups'/],
  ])('refuses %s %s with another answer', (method, path, one, message) => {
    expect(() => check(method, path, one)).toThrow(message);
  });
});
