import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answer, BASE, json, status, useFakeServer } from '../test/fake-server.ts';
import { createClient } from './create-client.ts';
import type { BatchBody } from './protocol/index.ts';

const fake = useFakeServer();
const LINK = { link: '</celery/v1/>; rel="urn:celery-results:v1"' };
const client = () => createClient({ baseUrl: BASE, retry: { limit: 2, delay: () => 1 } });

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => void vi.useRealTimers());

const single = (id: string): Answer => json({ task: { id, status: 'STARTED', result: null } }, LINK);
const task = (id: string, more: object = {}): object => ({
  id,
  status: 'STARTED',
  result: null,
  known: true,
  etag: `"${id}"`,
  ...more,
});
const batch = (body: Partial<BatchBody> | object): Answer =>
  json({ tasks: {}, groups: {}, unchanged: [], errors: {}, ...body });

/** A client that has learnt that there is a batch. */
async function informed(): Promise<ReturnType<typeof client>> {
  fake.script('task/status/first/', single('first'));
  const made = client();
  await made.taskStatus('first');
  fake.asked.length = 0;
  return made;
}
const bodies = async (): Promise<unknown[]> =>
  Promise.all(fake.requests.filter(({ method }) => method === 'POST').map((request) => request.clone().json()));

describe('a server that announces a batch', () => {
  it('is asked for everything of one moment in one request, after one single read', async () => {
    const reader = await informed();
    fake.script('v1/status/', batch({ tasks: { a: task('a', { name: 'shop.pay', worker: 'w' }), b: task('b') } }));
    const [a, b] = await Promise.all([reader.taskStatus('a'), reader.taskStatus('b')]);
    expect(a).toMatchObject({ id: 'a', phase: 'running', known: true, name: 'shop.pay', worker: 'w' });
    expect(b).not.toHaveProperty('name');
    expect(fake.asked).toEqual(['v1/status/']);
    expect(await bodies()).toEqual([{ tasks: { a: null, b: null }, groups: {} }]);
  });

  it('is not asked for a batch where that is switched off', async () => {
    fake.script('task/status/a/', single('a'));
    const reader = createClient({ baseUrl: BASE, batch: false });
    await reader.taskStatus('a');
    await reader.taskStatus('a');
    expect(fake.asked).toEqual(['task/status/a/', 'task/status/a/']);
  });

  it('is told what is known, and its word that nothing changed is an answer', async () => {
    const reader = await informed();
    fake.script('v1/status/', batch({ tasks: { a: task('a') } }), batch({ unchanged: ['a'] }));
    const before = await reader.taskStatus('a');
    expect(await reader.taskStatus('a')).toBe(before);
    expect((await bodies())[1]).toEqual({ tasks: { a: '"a"' }, groups: {} });
  });

  it('knows which ids are unknown', async () => {
    const reader = await informed();
    fake.script('v1/status/', batch({ tasks: { a: task('a', { status: 'PENDING', known: false }) } }));
    expect(await reader.taskStatus('a')).toMatchObject({ phase: 'unknown', known: false });
  });

  it('answers groups with ids, exceptions and unknown members', async () => {
    const reader = await informed();
    const failure = { status: 'FAILURE', result: "ValueError('x')", exc: 'builtins.ValueError', traceback: 'tb' };
    const results = [
      task('a', { status: 'SUCCESS', result: 1 }),
      task('b', failure),
      task('c', { status: 'PENDING', known: false }),
    ];
    fake.script(
      'v1/status/',
      batch({ groups: { g: { id: 'g', known: true, etag: '"g"', results, counts: {} } } }),
      batch({ unchanged: ['g'] }),
    );
    const group = await reader.groupStatus('g');
    expect(group.tasks.map(({ id, phase }) => [id, phase])).toEqual([
      ['a', 'succeeded'],
      ['b', 'failed'],
      ['c', 'unknown'],
    ]);
    expect(group.tasks[1]).toMatchObject({ exc: 'builtins.ValueError', traceback: 'tb' });
    expect(await reader.groupStatus('g')).toBe(group);
  });

  it('rejects only the id that something is the matter with', async () => {
    const reader = await informed();
    const problem = { type: 'urn:celery-results:problem:forbidden', title: 'no', status: 403 };
    fake.script('v1/status/', batch({ tasks: { a: task('a') }, errors: { b: problem } }));
    const [a, b] = await Promise.allSettled([reader.taskStatus('a'), reader.taskStatus('b')]);
    expect(a.status).toBe('fulfilled');
    expect(b).toMatchObject({ reason: { code: 'HTTP', status: 403, body: problem } });
  });

  it('is asked again for a result that is too large for a batch', async () => {
    const reader = await informed();
    fake.script('v1/status/', batch({ tasks: { a: task('a', { status: 'SUCCESS', resultOmitted: true }) } }));
    fake.script('task/status/a/', json({ task: { id: 'a', status: 'SUCCESS', result: { rows: 1 } } }));
    expect(await reader.taskStatus('a')).toMatchObject({ phase: 'succeeded', result: { rows: 1 } });
    expect(fake.asked).toEqual(['v1/status/', 'task/status/a/']);
  });

  it('is asked again for a group that is too large for a batch with others', async () => {
    const reader = await informed();
    const problem = { type: 'urn:celery-results:problem:batch-too-large', title: 'too large', status: 413 };
    fake.script('v1/status/', batch({ errors: { g: problem } }));
    fake.script('group/done/g/', json({ group: { id: 'g', results: [{ id: 'a', executed: true }] } }));
    fake.script('group/status/g/', json({ group: { id: 'g', results: [{ status: 'SUCCESS', result: 1 }] } }));
    expect(await reader.groupStatus('g')).toMatchObject({ id: 'g', isSuccessful: true });
  });

  it.each([404, 405])('is read one by one when its batch is gone (%i)', async (code) => {
    const reader = await informed();
    fake.script('v1/status/', status(code));
    fake.script('task/status/a/', json({ task: { id: 'a', status: 'STARTED', result: null } }));
    await reader.taskStatus('a');
    await reader.taskStatus('a');
    expect(fake.asked).toEqual(['v1/status/', 'task/status/a/', 'task/status/a/']);
  });

  it('is tried again when it fails, like any read', async () => {
    const reader = await informed();
    fake.script('v1/status/', status(503), batch({ tasks: { a: task('a') } }));
    expect((await reader.taskStatus('a')).phase).toBe('running');
    expect(fake.asked).toEqual(['v1/status/', 'v1/status/']);
  });

  it.each([
    ['leaves an id out', {}, 'the batch says nothing of the task a'],
    ['has no list', { unchanged: 5 }, 'unchanged is number'],
    ['has an odd task', { tasks: { a: { id: 'a', status: 5, result: null } } }, 'tasks.a.status is number'],
    ['has an odd problem', { errors: { a: null } }, 'errors.a.status is undefined'],
    ['has an odd group', { groups: { g: { id: 'g', results: [{}] } } }, 'groups.g.results[0].id is undefined'],
  ])('is no good where it %s', async (_title, body, message) => {
    const reader = await informed();
    fake.script('v1/status/', batch(body));
    await expect(reader.taskStatus('a')).rejects.toMatchObject({
      code: 'BAD_ENVELOPE',
      message: `${BASE}v1/status/: ${message}`,
    });
  });

  it('takes __proto__ for an id like any other', async () => {
    const reader = await informed();
    fake.script('v1/status/', () =>
      Response.json(
        JSON.parse(
          '{"tasks": {"__proto__": {"id": "__proto__", "status": "SUCCESS", "result": 1}}, "groups": {}, "unchanged": [], "errors": {}}',
        ),
      ),
    );
    expect(await reader.taskStatus('__proto__')).toMatchObject({ phase: 'succeeded' });
    expect(await fake.requests.at(-1)?.clone().text()).toContain('"__proto__":null');
  });
});
