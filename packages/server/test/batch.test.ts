import type { BatchBody } from '@celery-results/client/protocol';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, type OpenedStore } from '../src/index.ts';
import { type CountingStore, countingStore } from './counting-store.ts';
import { openTestStore } from './open-test-store.ts';
import { batchRequest, type ServedApp, serveApp } from './serve-app.ts';
import { groupResult, insertGroup, insertTask, type TaskRow } from './stores/django-rows.ts';

/** The batch over a socket, on every database. */
for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`the batch on ${kind}`, () => {
    if (database !== undefined) describeBatch(database);
  });
}

const CREATED = '2026-01-02 03:04:05';
const DONE = '2026-01-02 03:04:06.678901';
const DATES = { date_created: '2026-01-02T03:04:05.000000Z', date_done: '2026-01-02T03:04:06.678901Z' };
const ETAG = expect.stringMatching(/^[\w-]{16}$/);

function describeBatch(database: TestDatabase): void {
  let store: OpenedStore;
  let app: ServedApp;
  let counted: CountingStore;

  const write = (task: TaskRow): Promise<void> =>
    insertTask(database, { date_created: CREATED, date_done: DONE, ...task });

  beforeAll(async () => {
    await migrate(database.url);
    if (database.kind === 'postgres') await database.execute("SET TIME ZONE 'UTC'");
    await write({
      id: 'ok',
      result: '{"b": 1.0, "a": [18446744073709551616]}',
      task_name: 'shop.café',
      worker: 'w@host',
      date_started: '2026-01-02 03:04:05.5',
    });
    await write({ id: 'nan', result: '{"NaN": [NaN, -Infinity, "NaN \\" Infinity"]}' });
    await write({
      id: 'failed',
      worker: '',
      status: 'FAILURE',
      result: '{"exc_type": "ValueError", "exc_message": ["no"], "exc_module": "builtins"}',
    });
    await write({ id: 'broken', status: 'PROGRESS', result: '{"password": hunter2' });
    await write({ id: 'bytes', result: '{"__type__": "bytes", "__value__": "/wA="}' });
    await write({ id: '__proto__', result: '"p"' });
    await write({ id: 'large', result: `"${'x'.repeat(2_000)}"` });
    await insertGroup(database, {
      id: 'g',
      result:
        '[["g", null], [[["ok", null], null], [["in", null], [[["failed", null], null]]], [["nobody", null], null]]]',
    });
    await insertGroup(database, { id: 'empty', result: groupResult('empty', []) });
    await insertGroup(database, { id: 'unreadable', result: '[[' });
    store = await openTestStore(database.url);
    counted = countingStore(store);
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

  it('answers tasks with the fields of their rows', async () => {
    const { tasks, groups, unchanged, errors } = await ask({ tasks: { ok: null, failed: null, nobody: null } });
    expect(tasks).toEqual({
      ok: {
        id: 'ok',
        status: 'SUCCESS',
        result: { b: 1, a: [2 ** 64] },
        known: true,
        etag: ETAG,
        name: 'shop.café',
        worker: 'w@host',
        ...DATES,
        date_started: '2026-01-02T03:04:05.500000Z',
      },
      failed: {
        id: 'failed',
        status: 'FAILURE',
        result: "ValueError('no')",
        exc: 'builtins.ValueError',
        traceback: null,
        known: true,
        etag: ETAG,
        ...DATES,
      },
      nobody: { id: 'nobody', status: 'PENDING', result: null, known: false, etag: ETAG },
    });
    expect({ groups, unchanged, errors }).toEqual({ groups: {}, unchanged: [], errors: {} });
  });

  it('keeps numbers and order as stored, and turns NaN and Infinity into null', async () => {
    const { body } = await app.send('POST', '/celery/v1/status/', batchRequest({ tasks: { ok: null, nan: null } }));
    expect(body).toContain('"result": {"b": 1.0, "a": [18446744073709551616]}');
    expect(body).toContain('"result": {"NaN": [null, null, "NaN \\" Infinity"]}');
  });

  it('marks results that are unreadable or too large', async () => {
    const { tasks } = await ask({ tasks: { broken: null, bytes: null, large: null } });
    expect(tasks).toMatchObject({
      broken: { status: 'PROGRESS', result: null, resultUnreadable: 'json', known: true, ...DATES },
      bytes: { status: 'SUCCESS', result: null, resultUnreadable: 'json' },
      large: { status: 'SUCCESS', result: null, resultOmitted: true },
    });
    expect(JSON.stringify(tasks)).not.toContain('hunter2');
  });

  it('answers groups with their tasks in order, nested groups in their place, with two reads', async () => {
    counted.reads.length = 0;
    const { groups, errors } = await ask({
      tasks: { ok: null },
      groups: { g: null, empty: null, unknown: null, unreadable: null },
    });
    expect(counted.reads.map((read) => read.split(' ')[0])).toEqual(['groups', 'tasks']);
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
        type: 'urn:celery-results:problem:unreadable-result',
        status: 502,
        id: 'unreadable',
        column: 'result',
      }),
    });
  });

  it('only names unchanged ids, until something changes', async () => {
    await write({ id: 'moving', status: 'STARTED' });
    await insertGroup(database, { id: 'm', result: groupResult('m', ['moving', 'ok']) });
    const first = await ask({ tasks: { moving: null, nobody: null }, groups: { m: null, unknown: null } });
    const known = {
      tasks: { moving: first.tasks['moving']?.etag, nobody: first.tasks['nobody']?.etag },
      groups: { m: first.groups['m']?.etag, unknown: first.groups['unknown']?.etag },
    };
    expect(await ask(known)).toEqual({
      tasks: {},
      groups: {},
      errors: {},
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

  it('accepts the names of JavaScript properties as ids, and answers the others when one is invalid', async () => {
    const body =
      '{"tasks": {"__proto__": null, "constructor": null, "a b": null, "\\ud800": null, "7": null}, ' +
      '"groups": {"toString": null}}';
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
      type: 'urn:celery-results:problem:invalid-id',
      title: 'Invalid id',
      status: 400,
    });
  });

  it('answers a thousand ids, and an empty batch', async () => {
    const ids = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`id-${index}`, null]));
    expect(Object.keys((await ask({ tasks: ids })).tasks)).toHaveLength(1_000);
    expect(await ask({})).toEqual({ tasks: {}, groups: {}, unchanged: [], errors: {} });
  });
}
