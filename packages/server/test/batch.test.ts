import type { BatchBody } from '@celery-results/client/protocol';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, openStore, type ResultStore } from '../src/index.ts';
import { batchRequest, type ServedApp, serveApp } from './serve-app.ts';

/** The batch over a socket, on every database. */
for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`the batch on ${kind}`, () => {
    if (database !== undefined) hold(database);
  });
}

const CREATED = '2026-01-02 03:04:05';
const DONE = '2026-01-02 03:04:06.678901';
const DATES = { date_created: '2026-01-02T03:04:05.000000Z', date_done: '2026-01-02T03:04:06.678901Z' };
const ETAG = expect.stringMatching(/^[\w-]{16}$/);

interface Row {
  readonly status?: string;
  readonly result?: string;
  readonly meta?: string;
  readonly started?: string;
}

async function insertTask(database: TestDatabase, id: string, row: Row = {}): Promise<void> {
  await database.execute(
    `INSERT INTO django_celery_results_taskresult
       (task_id, status, content_type, content_encoding, result, meta, task_name, worker, date_created, date_started, date_done)
     VALUES (?, ?, 'application/json', 'utf-8', ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[id, row.status ?? 'SUCCESS', row.result ?? '1', row.meta ?? null],
      ...[row.started === undefined ? null : 'shop.café', row.started === undefined ? '' : 'w@host'],
      ...[CREATED, row.started ?? null, DONE],
    ],
  );
}

async function insertGroup(database: TestDatabase, id: string, result: string): Promise<void> {
  await database.execute(
    `INSERT INTO django_celery_results_groupresult (group_id, content_type, content_encoding, result, date_created, date_done)
     VALUES (?, 'application/json', 'utf-8', ?, ?, ?)`,
    [id, result, CREATED, DONE],
  );
}

function hold(database: TestDatabase): void {
  let store: ResultStore;
  let app: ServedApp;
  const reads: string[] = [];

  beforeAll(async () => {
    await migrate(database.url);
    if (database.kind === 'postgres') await database.execute("SET TIME ZONE 'UTC'");
    await insertTask(database, 'ok', {
      result: '{"b": 1.0, "a": [18446744073709551616]}',
      started: '2026-01-02 03:04:05.5',
    });
    await insertTask(database, 'nan', { result: '{"NaN": [NaN, -Infinity, "NaN \\" Infinity"]}' });
    await insertTask(database, 'failed', {
      status: 'FAILURE',
      result: '{"exc_type": "ValueError", "exc_message": ["no"], "exc_module": "builtins"}',
    });
    await insertTask(database, 'broken', { status: 'PROGRESS', result: '{"password": hunter2' });
    await insertTask(database, 'bytes', { result: '{"__type__": "bytes", "__value__": "/wA="}' });
    await insertTask(database, '__proto__', { result: '"p"' });
    await insertTask(database, 'large', { result: `"${'x'.repeat(2_000)}"` });
    await insertGroup(
      database,
      'g',
      '[["g", null], [[["ok", null], null], [["in", null], [[["failed", null], null]]], [["nobody", null], null]]]',
    );
    await insertGroup(database, 'empty', '[["empty", null], []]');
    await insertGroup(database, 'unreadable', '[[');
    store = await openStore(database.url);
    const counted: ResultStore = {
      ...store,
      tasks: (ids, wish) => {
        reads.push('tasks');
        return store.tasks(ids, wish);
      },
      groups: (ids) => {
        reads.push('groups');
        return store.groups(ids);
      },
    };
    app = await serveApp({ store: counted, batchResultLimit: 1_000 });
  });
  afterAll(async () => {
    app?.close();
    await store?.close();
    await database.close();
  });

  const ask = async (question: unknown): Promise<BatchBody> => {
    const answer = await app.send('POST', '/celery/v1/status/', batchRequest(question));
    expect([answer.status, answer.contentType]).toEqual([200, 'application/json']);
    return JSON.parse(answer.body);
  };

  it('answers tasks with what their rows say', async () => {
    const { tasks, groups, unchanged, errors } = await ask({ tasks: { ok: null, failed: null, nobody: null } });
    expect(tasks).toEqual({
      ok: {
        ...{ id: 'ok', status: 'SUCCESS', result: { b: 1, a: [2 ** 64] }, known: true, etag: ETAG },
        ...{ name: 'shop.café', worker: 'w@host', ...DATES, date_started: '2026-01-02T03:04:05.500000Z' },
      },
      failed: {
        ...{ id: 'failed', status: 'FAILURE', result: "ValueError('no')", exc: 'builtins.ValueError', traceback: null },
        ...{ known: true, etag: ETAG, ...DATES },
      },
      nobody: { id: 'nobody', status: 'PENDING', result: null, known: false, etag: ETAG },
    });
    expect({ groups, unchanged, errors }).toEqual({ groups: {}, unchanged: [], errors: {} });
  });

  it('keeps numbers and order as they are stored, and makes null of what JSON does not have', async () => {
    const { body } = await app.send('POST', '/celery/v1/status/', batchRequest({ tasks: { ok: null, nan: null } }));
    expect(body).toContain('"result": {"b": 1.0, "a": [18446744073709551616]}');
    expect(body).toContain('"result": {"NaN": [null, null, "NaN \\" Infinity"]}');
  });

  it('says of what it cannot show that it cannot', async () => {
    const { tasks } = await ask({ tasks: { broken: null, bytes: null, large: null } });
    expect(tasks).toMatchObject({
      broken: { status: 'PROGRESS', result: null, resultUnreadable: 'json', known: true, ...DATES },
      bytes: { status: 'SUCCESS', result: null, resultUnreadable: 'json' },
      large: { status: 'SUCCESS', result: null, resultOmitted: true },
    });
    expect(JSON.stringify(tasks)).not.toContain('hunter2');
  });

  it('answers groups with their tasks in order, nested ones in their place, in two reads', async () => {
    reads.length = 0;
    const { groups, errors } = await ask({
      tasks: { ok: null },
      groups: { g: null, empty: null, unknown: null, unreadable: null },
    });
    expect(reads).toEqual(['groups', 'tasks']);
    expect(groups).toMatchObject({
      g: { id: 'g', known: true, etag: ETAG, counts: { SUCCESS: 1, FAILURE: 1, PENDING: 1 } },
      empty: { id: 'empty', known: true, results: [], counts: {} },
      unknown: { id: 'unknown', known: false, etag: ETAG, results: [], counts: {} },
    });
    expect(groups['g']?.results).toMatchObject([
      { id: 'ok', ...DATES },
      { id: 'failed' },
      { id: 'nobody', known: false },
    ]);
    expect(errors).toEqual({
      unreadable: expect.objectContaining({
        ...{ type: 'urn:celery-results:problem:unreadable-result', status: 502, id: 'unreadable', column: 'result' },
      }),
    });
  });

  it('only names what is unchanged, until something changes', async () => {
    await insertTask(database, 'moving', { status: 'STARTED' });
    await insertGroup(database, 'm', '[["m", null], [[["moving", null], null], [["ok", null], null]]]');
    const first = await ask({ tasks: { moving: null, nobody: null }, groups: { m: null, unknown: null } });
    const known = {
      tasks: { moving: first.tasks['moving']?.etag, nobody: first.tasks['nobody']?.etag },
      groups: { m: first.groups['m']?.etag, unknown: first.groups['unknown']?.etag },
    };
    expect(await ask(known)).toEqual({
      ...{ tasks: {}, groups: {}, errors: {} },
      unchanged: ['moving', 'nobody', 'm', 'unknown'],
    });
    await database.execute("UPDATE django_celery_results_taskresult SET status = 'SUCCESS' WHERE task_id = 'moving'");
    const later = await ask(known);
    expect(later).toMatchObject({
      tasks: { moving: { status: 'SUCCESS' } },
      groups: { m: { counts: { SUCCESS: 2 } } },
      unchanged: ['nobody', 'unknown'],
    });
    expect(later.groups['m']?.results[0]).toEqual(later.tasks['moving']);
  });

  it('takes ids that JavaScript knows, and answers the others when one cannot be', async () => {
    const body =
      '{"tasks": {"__proto__": null, "constructor": null, "a b": null, "\\ud800": null, "7": null}, "groups": {"toString": null}}';
    const answer = await app.send('POST', '/celery/v1/status/', {
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body,
    });
    const { tasks, groups, errors }: BatchBody = JSON.parse(answer.body);
    expect(Object.entries(tasks).map(([id, { known }]) => [id, known])).toEqual([
      ['7', false],
      ['__proto__', true],
      ['constructor', false],
    ]);
    expect(groups).toMatchObject({ toString: { known: false } });
    expect(Object.keys(errors)).toEqual(['a b', '\ud800']);
    expect(errors['a b']).toEqual({
      ...{ type: 'urn:celery-results:problem:invalid-id', title: 'No task or group can have this id', status: 400 },
    });
  });

  it('answers a thousand ids, and nothing to nothing', async () => {
    const ids = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`id-${index}`, null]));
    expect(Object.keys((await ask({ tasks: ids })).tasks)).toHaveLength(1_000);
    expect(await ask({})).toEqual({ tasks: {}, groups: {}, unchanged: [], errors: {} });
  });
}
