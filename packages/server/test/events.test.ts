import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createJwtAuth } from '../src/index.ts';
import { type CountingStore, countingStore } from './counting-store.ts';
import { connectEvents, type EventClient, openEvents } from './event-client.ts';
import { openTestStore } from './open-test-store.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { batchRequest, type ServedApp, serveApp } from './serve-app.ts';
import { bearer, KEY } from './tokens.ts';

/** Streams of events over HTTP, on a SQLite file that changes meanwhile. */

let results: ResultsFile;
let store: CountingStore;
let app: ServedApp;
let origin: string;
const clients: EventClient[] = [];

beforeAll(async () => {
  results = await createResultsFile();
  for (const id of ['a', 'b', 'running', 'removed', 'm1', 'm2']) results.task(id, { status: 'STARTED' });
  results.task('done', { result: '{"n": NaN}' });
  results.group('g', '[["g", null], [[["m1", null], null], [["m2", null], null]]]');
  results.group('unreadable', '[[');
  store = countingStore(await openTestStore(results.url, { pollInterval: 100 }));
  app = await serveApp({ store });
  origin = `http://127.0.0.1:${app.port}`;
});
afterEach(() => {
  for (const client of clients.splice(0)) client.abort();
});
afterAll(async () => {
  app.close();
  await store.close();
  await results.remove();
});

type Ids = Parameters<typeof openEvents>[1];

async function open(ids: Ids, headers?: Readonly<Record<string, string>>, at = origin): Promise<EventClient> {
  const client = await openEvents(at, ids, headers);
  clients.push(client);
  await client.event('snapshot-end');
  return client;
}

/** What the batch answers about the same ids. */
async function batch(ids: Ids): Promise<{ tasks: Record<string, object>; groups: Record<string, object> }> {
  return JSON.parse((await app.send('POST', '/celery/v1/status/', batchRequest(ids))).body);
}

describe('a stream', () => {
  it('gives the states that the batch answers, with their etags as ids, and then the end of the snapshot', async () => {
    const ids = { tasks: { a: null, done: null, nobody: null }, groups: { g: null, 'no-group': null } };
    const { tasks, groups } = await batch(ids);
    const client = await open(ids);
    const events = client.events();
    expect(events.at(-1)).toMatchObject({ event: 'snapshot-end', data: '{}' });
    const sent = new Map(events.slice(0, -1).map(({ event, id, data }) => [data, { event, id }]));
    for (const [event, entries] of Object.entries({ task: tasks, group: groups }))
      for (const entry of Object.values(entries)) {
        const { etag: id } = entry as { etag: string };
        const data = events.find((one) => one.id === id)?.data ?? expect.fail(`no event ${id}`);
        expect([JSON.parse(data), sent.get(data)]).toEqual([entry, { event, id }]);
      }
    expect(events).toHaveLength(6);
  });

  it('is not kept, changed or buffered on its way', async () => {
    const { headers, status, text } = await open({});
    expect([status, headers]).toMatchObject([
      200,
      {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      },
    ]);
    expect(text()).toMatch(/^retry: [12]\d{3}\n\nevent: snapshot-end\ndata: \{\}\n\n$/);
  });

  it('leaves out what the client has', async () => {
    const ids = { tasks: { a: null, nobody: null }, groups: { g: null } };
    const { tasks, groups } = await batch(ids);
    const etag = (entry: unknown): string => (entry as { etag: string }).etag;
    const known = {
      tasks: { a: etag(tasks['a']), nobody: etag(tasks['nobody']) },
      groups: { g: etag(groups['g']) },
    };
    expect((await open(known)).events().map(({ event }) => event)).toEqual(['snapshot-end']);
    const other = await open({ ...known, tasks: { ...known.tasks, nobody: etag(tasks['a']) } });
    expect(other.events()).toMatchObject([{ event: 'gone', id: known.tasks.nobody }, { event: 'snapshot-end' }]);
  });

  it('gives each change of a task: a new state, its first row, its end', async () => {
    const client = await open({ tasks: { running: null, appears: null, removed: null } });
    results.setState('running', 'SUCCESS');
    await client.event('task', { id: 'running', status: 'SUCCESS' });
    results.task('appears', { status: 'STARTED' });
    await client.event('task', { id: 'appears', status: 'STARTED', known: true });
    results.removeTask('removed');
    await client.event('gone', { id: 'removed', known: false });
    expect(client.events()).toHaveLength(3 + 1 + 3);
  });

  it('gives a group again when one of its tasks changes, or it is stored', async () => {
    const client = await open({ groups: { g: null, later: null } });
    await client.event('group', { id: 'g', counts: { STARTED: 2 } });
    results.setState('m2', 'SUCCESS');
    await client.event('group', { id: 'g', counts: { STARTED: 1, SUCCESS: 1 } });
    results.group('later', '[["later", null], [[["m1", null], null]]]');
    await client.event('group', { id: 'later', known: true, counts: { STARTED: 1 } });
    results.setState('m1', 'FAILURE');
    await client.event('group', { id: 'later', counts: { FAILURE: 1 } });
  });

  it('has no state of an id that is invalid or unreadable, and goes on', async () => {
    const client = await open({ tasks: { 'no id': null, b: null }, groups: { unreadable: null } });
    expect(JSON.parse((await client.event('problem', { id: 'no id' })).data)).toMatchObject({
      problem: { type: 'urn:celery-results:problem:invalid-id', status: 400 },
    });
    const { id, data } = await client.event('problem', { id: 'unreadable' });
    expect([id, JSON.parse(data)]).toMatchObject(['', { problem: { status: 502, encoding: 'json' } }]);
    results.setState('b', 'RETRY');
    await client.event('task', { id: 'b', status: 'RETRY' });
  });

  it('takes a thousand ids', async () => {
    const ids = Array.from({ length: 1_000 }, (_, at) => `many-${at}`);
    const client = await open({ tasks: Object.fromEntries(ids.map((id) => [id, null])) });
    expect(client.events()).toHaveLength(1_001);
    results.task('many-999');
    await client.event('task', { id: 'many-999', known: true });
  });

  it('is read once for all who watch the same', async () => {
    const ids = { tasks: { a: null } };
    const all = await Promise.all(Array.from({ length: 20 }, () => open(ids)));
    store.reads.length = 0;
    results.setState('a', 'PROGRESS');
    await Promise.all(all.map((client) => client.event('task', { id: 'a', status: 'PROGRESS' })));
    expect(store.reads.filter((read) => read === 'tasks a')).toHaveLength(1);
  });

  it('answers GET with parameters, and HEAD with the headers', async () => {
    const url = `${origin}/celery/v1/events/?task=done&task=%C3%A4&group=g`;
    const client = await connectEvents(url);
    clients.push(client);
    await client.event('snapshot-end');
    expect(
      client
        .events()
        .map(({ event }) => event)
        .toSorted(),
    ).toEqual(['group', 'snapshot-end', 'task', 'task']);
    await client.event('task', { id: 'ä' });
    const head = await app.send('HEAD', '/celery/v1/events/?task=done');
    expect([head.status, head.contentType, head.body]).toEqual([200, 'text/event-stream', '']);
  });

  it('is announced where the batch is', async () => {
    expect((await app.send('GET', '/celery/a/done/')).headers['link']).toContain(
      ', </celery/v1/events/>; rel="urn:celery-results:events"',
    );
  });
});

describe('a stream that is asked for wrongly', () => {
  const PATH = '/celery/v1/events/';
  const problem = async (method: string, path: string, request?: object): Promise<object> => {
    const answer = await app.send(method, path, request);
    expect(answer.contentType).toBe('application/problem+json');
    const { type, ...rest } = JSON.parse(answer.body);
    return { ...rest, type: type.replace('urn:celery-results:problem:', '') };
  };

  it('is refused with the place of the error', async () => {
    const post = (body: unknown, headers: object = {}) => {
      const { headers: own, body: text } = batchRequest(body);
      return problem('POST', PATH, { headers: { ...own, ...headers }, body: text });
    };
    expect(await post({ tasks: { a: 5 } })).toMatchObject({ type: 'invalid-body', status: 400, pointer: '/tasks/a' });
    expect(await post({ tasks: { a: null }, groups: { a: null } })).toMatchObject({ pointer: '/groups/a' });
    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`i${at}`, null]));
    expect(await post({ tasks: many })).toMatchObject({ type: 'too-many-ids', status: 400 });
    expect(await post({}, { Accept: 'application/json' })).toMatchObject({ type: 'not-acceptable', status: 406 });
    expect(await problem('POST', `${PATH}?task=a`, batchRequest({}))).toMatchObject({ parameter: 'task' });
  });

  it('is refused with a parameter that is unknown, an id twice, or more than a hundred ids', async () => {
    expect(await problem('GET', `${PATH}?tasks=a`)).toMatchObject({ type: 'unknown-parameter', parameter: 'tasks' });
    expect(await problem('GET', `${PATH}?task=a&group=a`)).toMatchObject({ type: 'invalid-body', pointer: '/group' });
    const query = Array.from({ length: 101 }, (_, at) => `task=i${at}`).join('&');
    expect(await problem('GET', `${PATH}?${query}`)).toMatchObject({ type: 'too-many-ids', status: 400 });
    expect(await problem('GET', PATH, { headers: { Accept: 'text/html' } })).toMatchObject({ status: 406 });
  });

  it('is answered where the client takes streams among other types, or with parameters', async () => {
    for (const accept of ['text/event-stream; charset=utf-8', 'application/json;q=0.5, Text/*;q=0.1', '']) {
      const client = await openEvents(origin, { tasks: { a: null } }, { Accept: accept });
      expect(client.status).toBe(200);
      client.abort();
    }
  });
});

describe('a stream of a client with rights', () => {
  let own: ServedApp;
  beforeAll(async () => {
    own = await serveApp({ store, auth: createJwtAuth({ keys: [KEY] }) }, await bearer());
  });
  afterAll(() => own.close());
  const watch = async (ids: Ids, claims: Parameters<typeof bearer>[0]): Promise<EventClient> =>
    open(ids, await bearer(claims), `http://127.0.0.1:${own.port}`);

  it('has a problem for each id that is not granted, whether it is stored or not', async () => {
    const client = await watch({ tasks: { a: null, b: null, nobody: null } }, { tasks: ['a'] });
    const problems = client.events().filter(({ event }) => event === 'problem');
    expect(problems.map(({ data }) => JSON.parse(data))).toMatchObject([
      { id: 'b', problem: { status: 403 } },
      { id: 'nobody', problem: { status: 403 } },
    ]);
    results.setState('b', 'HIDDEN');
    results.setState('a', 'SHOWN');
    await client.event('task', { id: 'a', status: 'SHOWN' });
    expect(client.text()).not.toContain('HIDDEN');
  });

  it('shows the fields that are granted, beside a stream that shows more', async () => {
    results.task('secret', { status: 'PROGRESS', result: '"canary"' });
    const ids = { tasks: { secret: null } };
    const less = await watch(ids, { tasks: ['secret'], access: ['status'] });
    const more = await watch(ids, { prefix: 'secret' });
    results.setState('secret', 'SUCCESS');
    await less.event('task', { id: 'secret', status: 'SUCCESS', result: null });
    await more.event('task', { id: 'secret', status: 'SUCCESS', result: 'canary' });
    expect(less.text()).not.toContain('canary');
  });

  it('has the tasks of a granted group', async () => {
    const client = await watch({ tasks: { m1: null }, groups: { g: null } }, { groups: ['g'] });
    expect(
      client
        .events()
        .map(({ event }) => event)
        .toSorted(),
    ).toEqual(['group', 'snapshot-end', 'task']);
    results.setState('m1', 'SUCCESS');
    await client.event('task', { id: 'm1', status: 'SUCCESS' });
    await client.event('group', { id: 'g', counts: { SUCCESS: 2 } });
  });

  it('ends with the rights', async () => {
    const client = await watch({ tasks: { a: null } }, { tasks: ['a'], exp: Math.floor(Date.now() / 1_000) + 3 });
    await client.event('expiring');
    await client.event('closing', { reason: 'expired' });
    await client.ended;
  });
});

describe('a store that is away', () => {
  it('is a problem at the start, and a pause later', async () => {
    let isAway = false;
    const { results: reads } = store;
    const { StoreUnavailable } = await import('../src/problems/errors.ts');
    const away = <Read extends (...all: never[]) => unknown>(read: Read): Read =>
      ((...all: Parameters<Read>) => {
        if (isAway) throw new StoreUnavailable('away');
        return read(...all);
      }) as Read;
    const shaky = { tasks: away(reads.tasks), groups: away(reads.groups), versions: away(reads.versions) };
    const served = await serveApp({ store: { ...store, results: shaky } });
    const at = `http://127.0.0.1:${served.port}`;
    const client = await open({ tasks: { a: null } }, {}, at);
    isAway = true;
    const refused = await served.send('POST', '/celery/v1/events/', batchRequest({ tasks: { b: null } }));
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '2']);
    results.setState('a', 'LATER');
    isAway = false;
    await client.event('task', { id: 'a', status: 'LATER' });
    served.close();
  });
});

it('keeps no id of a client that is gone', async () => {
  const { createHub } = await import('../src/changes/hub.ts');
  const hub = createHub({ store, resultLimit: 1_000, maxIds: 100 });
  const { promise, resolve } = Promise.withResolvers<void>();
  const receiver = {
    view: { key: '*', redact: <Same>(same: Same): Same => same, covers: () => true },
    onFirst: () => resolve(),
    onUpdate: () => {},
    onFailure: () => {},
  };
  const watching = hub.watch({ tasks: ['a', 'm1'], groups: ['g'] }, receiver, '127.0.0.1');
  watching.request(3);
  await promise;
  await vi.waitFor(() => expect(hub.size).toBe(4), { timeout: 20_000 });
  watching.close();
  await vi.waitFor(() => expect(hub.size).toBe(0), { timeout: 30_000 });
  hub.close();
});

it('watches no tasks of a group beyond the share of an address, and says so', async () => {
  const { createHub } = await import('../src/changes/hub.ts');
  const hub = createHub({ store, resultLimit: 1_000, maxIds: 3 });
  const first = Promise.withResolvers<string>();
  const receiver = {
    view: { key: '*', redact: <Same>(same: Same): Same => same, covers: () => true },
    onFirst: (_: string, { update }: { readonly update: { readonly data: string } }) => first.resolve(update.data),
    onUpdate: () => {},
    onFailure: () => {},
  };
  hub.watch({ tasks: [], groups: ['g'] }, receiver, '127.0.0.1').request(1);
  expect(await first.promise).toContain('urn:celery-results:problem:overloaded');
  expect(hub.size).toBe(1);
  expect(hub.mayWatch({ tasks: ['b'], groups: [] }, '127.0.0.2')).toBe(true);
  hub.close();
});
