import { describe, expect, it } from 'vitest';
import { useFakeServers } from '../../test/use-fake-servers.ts';
import type { BatchBody } from '../protocol/index.ts';

const { fake, request, connect } = useFakeServers().ours;

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: string, headers: Record<string, string> = JSON_TYPE): Promise<Response> =>
  request('v1/status/', { method: 'POST', body, headers });
const batch = async (body: object): Promise<BatchBody> => (await post(JSON.stringify(body))).json();

describe('the batch', () => {
  it('returns tasks with the fields of the single view, and whether they have a row', async () => {
    fake.task('a').fail('ValueError', 'no');
    fake.task('b').pending();
    const { tasks, groups, unchanged, errors } = await batch({ tasks: { a: null, b: null, c: null } });
    expect(tasks).toEqual({
      a: {
        id: 'a',
        status: 'FAILURE',
        result: "ValueError('no')",
        exc: 'builtins.ValueError',
        traceback: null,
        known: true,
        etag: expect.any(String),
      },
      b: { id: 'b', status: 'PENDING', result: null, known: true, etag: expect.any(String) },
      c: { id: 'c', status: 'PENDING', result: null, known: false, etag: expect.any(String) },
    });
    expect([groups, unchanged, errors]).toEqual([{}, [], {}]);
  });

  it('returns groups with their tasks, also those of nested groups', async () => {
    fake.group('g', ['a', { id: 'inner', members: ['b', 'a'] }]);
    fake.group('empty', []);
    fake.task('a').succeed(1);
    const { groups } = await batch({ groups: { g: null, empty: null, none: null } });
    expect(groups['g']?.results.map(({ id, status }) => [id, status])).toEqual([
      ['a', 'SUCCESS'],
      ['b', 'PENDING'],
      ['a', 'SUCCESS'],
    ]);
    expect(groups['g']).toMatchObject({ id: 'g', known: true, counts: { SUCCESS: 2, PENDING: 1 } });
    expect([groups['empty']?.known, groups['none']?.known, groups['none']?.results]).toEqual([true, false, []]);
  });

  it('omits a task and a group with an unchanged etag', async () => {
    fake.group('g', ['t']);
    fake.task('t').pending(2).succeed();
    const first = await batch({ tasks: { t: null }, groups: { g: null } });
    const etags = { tasks: { t: first.tasks['t']?.etag }, groups: { g: first.groups['g']?.etag } };
    expect(await batch(etags)).toEqual({ tasks: {}, groups: {}, unchanged: ['t', 'g'], errors: {} });
    const third = await batch(etags);
    expect([third.tasks['t']?.status, third.groups['g']?.counts, third.unchanged]).toEqual([
      'SUCCESS',
      { SUCCESS: 1 },
      [],
    ]);
  });

  it('returns a changed body after a reset, also for an earlier etag', async () => {
    fake.task('t').succeed(1);
    const { etag } = (await batch({ tasks: { t: null } })).tasks['t'] ?? {};
    fake.reset();
    expect((await batch({ tasks: { t: etag } })).tasks['t']).toMatchObject({ known: false });
  });

  it('is used by a client when the first response has announced it', async () => {
    fake.group('g', ['a', { id: 'inner', members: ['b'] }]);
    fake.task('a').fail('ValueError', 'no');
    fake.task('b').progress(1, 4);
    const client = connect();
    await client.taskStatus('first');
    const [a, group, none] = await Promise.all([
      client.taskStatus('a'),
      client.groupStatus('g'),
      client.groupStatus('none'),
    ]);
    expect(a).toMatchObject({ phase: 'failed', exc: 'builtins.ValueError', result: "ValueError('no')" });
    expect(group.tasks.map(({ id, phase }) => [id, phase])).toEqual([
      ['a', 'failed'],
      ['b', 'running'],
    ]);
    expect(none.tasks).toEqual([]);
    expect(fake.requests.map(({ route }) => route)).toEqual(['celery-task_status', 'batch']);
  });

  it('is strict JSON: NaN and the infinities are null, large integers have all digits', async () => {
    fake.task('t').succeed([Number.NaN, -Infinity, 2n ** 64n, 'é', 0.5]);
    const text = await (await post('{"tasks": {"t": null}}')).text();
    expect(text).toContain('[null, null, 18446744073709551616, "\\u00e9", 0.5]');
    JSON.parse(text);
  });

  it('returns an error for an id that is invalid in a URL, and the other tasks', async () => {
    const { tasks, errors } = await batch({ tasks: { 'a b': null, __proto__x: null, ok: null } });
    expect(Object.keys(tasks)).toEqual(['__proto__x', 'ok']);
    expect(errors).toEqual({ 'a b': expect.objectContaining({ status: 400 }) });
  });

  it('is one request, and counts one poll of a task that is in tasks and in groups', async () => {
    fake.group('g', ['t']);
    fake.task('t').pending().started();
    const { tasks, groups } = await batch({ tasks: { t: null }, groups: { g: null } });
    expect([tasks['t']?.status, groups['g']?.results[0]?.status]).toEqual(['PENDING', 'PENDING']);
    expect(fake.requests.map(({ route, ids }) => [route, ...ids])).toEqual([['batch', 't', 'g']]);
  });

  const ids = (count: number): string =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, null])));

  it.each([
    { input: 'text that is not JSON', body: '{', status: 400, problem: 'invalid-json' },
    { input: 'a list', body: '[]', status: 400, problem: 'invalid-body' },
    { input: 'null', body: 'null', status: 400, problem: 'invalid-body' },
    { input: 'an unknown key', body: '{"task": {}}', status: 400, problem: 'invalid-body' },
    { input: 'a list of ids', body: '{"tasks": ["a"]}', status: 400, problem: 'invalid-body' },
    { input: 'an etag that is a number', body: '{"tasks": {"a": 1}}', status: 400, problem: 'invalid-body' },
    {
      input: 'an id in tasks and groups',
      body: '{"tasks": {"a": null}, "groups": {"a": null}}',
      status: 400,
      problem: 'invalid-body',
    },
    { input: '1,001 ids', body: `{"tasks": ${ids(1001)}}`, status: 400, problem: 'too-many-ids' },
    {
      input: 'more than 256 KiB',
      body: JSON.stringify({ tasks: { a: 'x'.repeat(256 * 1024) } }),
      status: 413,
      problem: 'body-too-large',
    },
  ])('rejects $input with $problem', async ({ body, status, problem }) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status, type: `urn:celery-results:problem:${problem}` });
  });

  it('names the place of an error in the body, as a JSON pointer', async () => {
    expect(await (await post('{"groups": {"a/b": 5}}')).json()).toMatchObject({
      pointer: '/groups/a~1b',
      detail: 'an etag or null is expected at /groups/a~1b',
    });
  });

  it('rejects other content types, and parameters', async () => {
    expect((await post('{}', {})).status).toBe(415);
    const response = await request('v1/status/?x=1', { method: 'POST', body: '{}', headers: JSON_TYPE });
    expect(await response.json()).toMatchObject({ status: 400, parameter: 'x' });
    expect((await post('{}', { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(200);
  });

  it('accepts 1,000 ids', async () => {
    const body: BatchBody = await (await post(`{"tasks": ${ids(1000)}}`)).json();
    expect(Object.keys(body.tasks)).toHaveLength(1000);
  });
});
