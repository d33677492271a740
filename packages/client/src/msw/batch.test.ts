import { describe, expect, it } from 'vitest';
import { useFakeServers } from '../../test/use-fake-servers.ts';
import type { BatchBody } from '../protocol/index.ts';

const { fake, ask, connect } = useFakeServers().ours;

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: string, headers: Record<string, string> = JSON_TYPE): Promise<Response> =>
  ask('v1/status/', { method: 'POST', body, headers });
const batch = async (wanted: object): Promise<BatchBody> => (await post(JSON.stringify(wanted))).json();

describe('the batch', () => {
  it('answers tasks as the single view does, and says what is stored', async () => {
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

  it('answers groups with their tasks, those of nested groups in their place', async () => {
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

  it('leaves out what the client has already, until it changes', async () => {
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

  it('does not take what a reset has made another answer for unchanged', async () => {
    fake.task('t').succeed(1);
    const { etag } = (await batch({ tasks: { t: null } })).tasks['t'] ?? {};
    fake.reset();
    expect((await batch({ tasks: { t: etag } })).tasks['t']).toMatchObject({ known: false });
  });

  it('is what the client asks, once the server has announced it', async () => {
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

  it('is strict JSON: NaN and the infinities are null, large integers whole', async () => {
    fake.task('t').succeed([Number.NaN, -Infinity, 2n ** 64n, 'é', 0.5]);
    const text = await (await post('{"tasks": {"t": null}}')).text();
    expect(text).toContain('[null, null, 18446744073709551616, "\\u00e9", 0.5]');
    JSON.parse(text);
  });

  it('names an id that no URL takes in the errors, and answers the others', async () => {
    const { tasks, errors } = await batch({ tasks: { 'a b': null, __proto__x: null, ok: null } });
    expect(Object.keys(tasks)).toEqual(['__proto__x', 'ok']);
    expect(errors).toEqual({ 'a b': expect.objectContaining({ status: 400 }) });
  });

  it('is one request and one poll of each task, in tasks and in groups', async () => {
    fake.group('g', ['t']);
    fake.task('t').pending().started();
    const { tasks, groups } = await batch({ tasks: { t: null }, groups: { g: null } });
    expect([tasks['t']?.status, groups['g']?.results[0]?.status]).toEqual(['PENDING', 'PENDING']);
    expect(fake.requests.map(({ route, ids }) => [route, ...ids])).toEqual([['batch', 't', 'g']]);
  });

  const ids = (count: number): string =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [`t${at}`, null])));

  it.each([
    ['no JSON', '{', 400, 'invalid-json'],
    ['a list', '[]', 400, 'invalid-body'],
    ['null', 'null', 400, 'invalid-body'],
    ['an unknown key', '{"task": {}}', 400, 'invalid-body'],
    ['a list of ids', '{"tasks": ["a"]}', 400, 'invalid-body'],
    ['an etag that is a number', '{"tasks": {"a": 1}}', 400, 'invalid-body'],
    ['an id in both halves', '{"tasks": {"a": null}, "groups": {"a": null}}', 400, 'invalid-body'],
    ['1,001 ids', `{"tasks": ${ids(1001)}}`, 400, 'too-many-ids'],
    ['more than 256 KiB', JSON.stringify({ tasks: { a: 'x'.repeat(256 * 1024) } }), 413, 'body-too-large'],
  ])('refuses %s', async (_what, body, status, name) => {
    const answer = await post(body);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    expect(await answer.json()).toMatchObject({ status, type: `urn:celery-results:problem:${name}` });
  });

  it('says where a body is wrong, as a JSON pointer', async () => {
    expect(await (await post('{"groups": {"a/b": 5}}')).json()).toMatchObject({
      pointer: '/groups/a~1b',
      detail: 'an etag or null is expected at /groups/a~1b',
    });
  });

  it('refuses a body that is not announced as JSON, and parameters', async () => {
    expect((await post('{}', {})).status).toBe(415);
    const answer = await ask('v1/status/?x=1', { method: 'POST', body: '{}', headers: JSON_TYPE });
    expect(await answer.json()).toMatchObject({ status: 400, parameter: 'x' });
    expect((await post('{}', { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(200);
  });

  it('takes 1,000 ids', async () => {
    const body: BatchBody = await (await post(`{"tasks": ${ids(1000)}}`)).json();
    expect(Object.keys(body.tasks)).toHaveLength(1000);
  });
});
