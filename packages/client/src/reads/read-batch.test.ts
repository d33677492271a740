import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BASE, json, type Responder, status, text, useScriptedServer } from '../../test/scripted-server.ts';
import { createClient } from '../client/create-client.ts';
import type { CeleryClient } from '../model/celery-client.ts';
import type { BatchBody } from '../protocol/index.ts';

const server = useScriptedServer();
const LINK = { link: '</celery/v1/>; rel="urn:celery-results:v1"' };
const newClient = () => createClient({ baseUrl: BASE, retry: { limit: 2, delay: () => 1 } });

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => void vi.useRealTimers());

const singleTask = (id: string): Responder => json({ task: { id, status: 'STARTED', result: null } }, LINK);
const task = (id: string, fields: object = {}): object => ({
  id,
  status: 'STARTED',
  result: null,
  known: true,
  etag: `"${id}"`,
  ...fields,
});
const batch = (body: Partial<BatchBody> | object): Responder =>
  json({ tasks: {}, groups: {}, unchanged: [], errors: {}, ...body });

/** Creates a client that has received a response with the announcement of the batch. */
async function batchClient(): Promise<CeleryClient> {
  server.script('task/status/first/', singleTask('first'));
  const client = newClient();
  await client.taskStatus('first');
  server.paths.length = 0;
  return client;
}
/** Bodies of the batch requests so far. */
const batchBodies = async (): Promise<unknown[]> =>
  Promise.all(server.requests.filter(({ method }) => method === 'POST').map((request) => request.clone().json()));

describe('a client of a server that announces the batch', () => {
  it('sends all reads of one moment in one request, after one single read', async () => {
    const client = await batchClient();
    server.script('v1/status/', batch({ tasks: { a: task('a', { name: 'shop.pay', worker: 'w' }), b: task('b') } }));
    const [a, b] = await Promise.all([client.taskStatus('a'), client.taskStatus('b')]);
    expect(a).toMatchObject({ id: 'a', phase: 'running', known: true, name: 'shop.pay', worker: 'w' });
    expect(b).not.toHaveProperty('name');
    expect(server.paths).toEqual(['v1/status/']);
    expect(await batchBodies()).toEqual([{ tasks: { a: null, b: null }, groups: {} }]);
  });

  it('sends single reads if the batch is turned off', async () => {
    server.script('task/status/a/', singleTask('a'));
    const client = createClient({ baseUrl: BASE, batch: false });
    await client.taskStatus('a');
    await client.taskStatus('a');
    expect(server.paths).toEqual(['task/status/a/', 'task/status/a/']);
  });

  it('sends the etag of its last status, and returns that status if it is unchanged', async () => {
    const client = await batchClient();
    server.script('v1/status/', batch({ tasks: { a: task('a') } }), batch({ unchanged: ['a'] }));
    const before = await client.taskStatus('a');
    expect(await client.taskStatus('a')).toBe(before);
    expect((await batchBodies())[1]).toEqual({ tasks: { a: '"a"' }, groups: {} });
  });

  it('shows a task without a row as pending, with known: false', async () => {
    const client = await batchClient();
    server.script('v1/status/', batch({ tasks: { a: task('a', { status: 'PENDING', known: false }) } }));
    expect(await client.taskStatus('a')).toMatchObject({ phase: 'pending', known: false });
  });

  it('reads groups with ids, exceptions and members without a row', async () => {
    const client = await batchClient();
    const failure = { status: 'FAILURE', result: "ValueError('x')", exc: 'builtins.ValueError', traceback: 'tb' };
    const results = [
      task('a', { status: 'SUCCESS', result: 1 }),
      task('b', failure),
      task('c', { status: 'PENDING', known: false }),
    ];
    server.script(
      'v1/status/',
      batch({ groups: { g: { id: 'g', known: true, etag: '"g"', results, counts: {} } } }),
      batch({ unchanged: ['g'] }),
    );
    const group = await client.groupStatus('g');
    expect(group.tasks.map(({ id, phase }) => [id, phase])).toEqual([
      ['a', 'succeeded'],
      ['b', 'failed'],
      ['c', 'pending'],
    ]);
    expect(group.tasks[1]).toMatchObject({ exc: 'builtins.ValueError', traceback: 'tb' });
    expect(await client.groupStatus('g')).toBe(group);
  });

  it('rejects only the read of the id with a problem', async () => {
    const client = await batchClient();
    const problem = { type: 'urn:celery-results:problem:forbidden', title: 'no', status: 403 };
    server.script('v1/status/', batch({ tasks: { a: task('a') }, errors: { b: problem } }));
    const [a, b] = await Promise.allSettled([client.taskStatus('a'), client.taskStatus('b')]);
    expect(a.status).toBe('fulfilled');
    expect(b).toMatchObject({ reason: { code: 'HTTP', status: 403, body: problem } });
  });

  it('sends a single read for a result that is too large for a batch', async () => {
    const client = await batchClient();
    server.script('v1/status/', batch({ tasks: { a: task('a', { status: 'SUCCESS', resultOmitted: true }) } }));
    server.script('task/status/a/', json({ task: { id: 'a', status: 'SUCCESS', result: { rows: 1 } } }));
    expect(await client.taskStatus('a')).toMatchObject({ phase: 'succeeded', result: { rows: 1 } });
    expect(server.paths).toEqual(['v1/status/', 'task/status/a/']);
    expect((await client.taskStatus('a')).known).toBe(true);
  });

  it('sends a single read for a group that is too large for a batch', async () => {
    const client = await batchClient();
    const problem = { type: 'urn:celery-results:problem:batch-too-large', title: 'too large', status: 413 };
    server.script('v1/status/', batch({ errors: { g: problem } }));
    server.script('group/done/g/', json({ group: { id: 'g', results: [{ id: 'a', executed: true }] } }));
    server.script('group/status/g/', json({ group: { id: 'g', results: [{ status: 'SUCCESS', result: 1 }] } }));
    expect(await client.groupStatus('g')).toMatchObject({ id: 'g', isSuccessful: true });
  });

  it.each([
    { answer: 'status 400', refusal: status(400) },
    { answer: 'status 403, as of a firewall', refusal: status(403) },
    { answer: 'status 404', refusal: status(404) },
    { answer: 'status 405', refusal: status(405) },
    { answer: 'status 413', refusal: status(413) },
    { answer: 'status 415', refusal: status(415) },
    { answer: 'a page', refusal: text('<h1>Blocked</h1>') },
    { answer: 'JSON of another shape', refusal: json({ error: 'blocked' }) },
    { answer: 'a redirect', refusal: status(302, { location: '/login/' }) },
  ])('sends single reads after $answer for a batch, and tries the batch again after minutes', async ({ refusal }) => {
    const client = await batchClient();
    server.script('v1/status/', refusal);
    server.script('task/status/a/', singleTask('a'));
    expect((await client.taskStatus('a')).phase).toBe('running');
    await client.taskStatus('a');
    expect(server.paths).toEqual(['v1/status/', 'task/status/a/', 'task/status/a/']);
    await vi.advanceTimersByTimeAsync(301_000);
    // this response announces the batch
    await client.taskStatus('a');
    server.script('v1/status/', batch({ tasks: { a: task('a') } }));
    expect(await client.taskStatus('a')).toHaveProperty('known', true);
  });

  it('rejects with the 401 of a batch', async () => {
    const client = await batchClient();
    server.script('v1/status/', status(401));
    await expect(client.taskStatus('a')).rejects.toMatchObject({ status: 401 });
  });

  it('has the fields of the row of a task that is final at its first read', async () => {
    const client = newClient();
    const done = { status: 'SUCCESS', result: 1 };
    server.script('task/status/a/', json({ task: { id: 'a', ...done } }, LINK));
    server.script('v1/status/', batch({ tasks: { a: task('a', { ...done, name: 'shop.pay' }) } }));
    expect(await client.taskStatus('a')).toMatchObject({ phase: 'succeeded', known: true, name: 'shop.pay' });
    expect(server.paths).toEqual(['task/status/a/', 'v1/status/']);
  });

  it('keeps the first status of such a task if the batch fails', async () => {
    server.script('task/status/a/', json({ task: { id: 'a', status: 'SUCCESS', result: 1 } }, LINK));
    server.script('v1/status/', status(503));
    expect(await newClient().taskStatus('a')).toMatchObject({ phase: 'succeeded' });
  });

  it('asks the batch for a row that the single read cannot decode', async () => {
    const problem = { type: 'urn:celery-results:problem:unreadable-result', title: 'Unreadable result', status: 502 };
    server.script('task/status/a/', () =>
      Response.json(problem, { status: 502, headers: { ...LINK, 'content-type': 'application/problem+json' } }),
    );
    const unreadable = task('a', { status: 'SUCCESS', resultUnreadable: 'pickle' });
    server.script('v1/status/', batch({ tasks: { a: unreadable } }));
    const client = newClient();
    const wait = client.waitForTask('a');
    await expect(wait).rejects.toMatchObject({ code: 'RESULT_UNREADABLE', taskId: 'a', encoding: 'pickle' });
    expect(await client.taskStatus('a')).toMatchObject({ phase: 'succeeded', resultUnreadable: 'pickle' });
    expect(server.count('task/status/a/')).toBe(1);
    const alone = createClient({ baseUrl: BASE, batch: false });
    await expect(alone.waitForTask('a')).rejects.toMatchObject({ code: 'HTTP', body: problem });
  });

  it('retries a batch as it retries a single read', async () => {
    const client = await batchClient();
    server.script('v1/status/', status(503), batch({ tasks: { a: task('a') } }));
    expect((await client.taskStatus('a')).phase).toBe('running');
    expect(server.paths).toEqual(['v1/status/', 'v1/status/']);
  });

  it('names the id that is missing in a response', async () => {
    const client = await batchClient();
    server.script('v1/status/', batch({}));
    await expect(client.taskStatus('a')).rejects.toMatchObject({
      code: 'BAD_ENVELOPE',
      message: `${BASE}v1/status/: the batch lacks the task a`,
    });
  });

  it('reads an id such as __proto__', async () => {
    const client = await batchClient();
    server.script('v1/status/', () =>
      Response.json(
        JSON.parse(
          `{"tasks": {"__proto__": {"id": "__proto__", "status": "SUCCESS", "result": 1}},
            "groups": {}, "unchanged": [], "errors": {}}`,
        ),
      ),
    );
    expect(await client.taskStatus('__proto__')).toMatchObject({ phase: 'succeeded' });
    expect(await server.requests.at(-1)?.clone().text()).toContain('"__proto__":null');
  });
});
