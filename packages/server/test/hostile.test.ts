import type { BatchBody } from '@celery-results/client/protocol';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { createLargeWriter, type LargeWriter } from './large-writer.ts';
import { type RawAnswer, type RawClient, rawClient } from './raw-http.ts';
import { batchRequest } from './serve-app.ts';
import { groupResult, insertGroup, insertTask, type TaskRow, tasksSql } from './stores/django-rows.ts';
import { startWatchedServer, type WatchedServer } from './watched-server.ts';

/** Rows that are broken, huge or deep. Each gets an answer, and no other request waits for it. */

/** Milliseconds that other requests may have to wait. */
const MAX_STALL = 200;
const MEGABYTE = 1024 * 1024;

const rowOfTable = (index: number): string =>
  `{"id": ${index}, "name": "caf\\u00e9 ${index}", "price": ${index}.5, "none": null}`;
const large = (megabytes: number, part: (index: number) => string): string => {
  const size = part(1_000_000).length + 2;
  return `[${Array.from({ length: Math.floor((megabytes * MEGABYTE) / size) }, (_, index) => part(index)).join(', ')}]`;
};
const text = (megabytes: number): string => 'x'.repeat(megabytes * MEGABYTE);
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

interface Hostile {
  readonly title: string;
  readonly row: Omit<TaskRow, 'id'>;
}

const UNREADABLE: readonly Hostile[] = [
  { title: 'JSON that breaks off', row: { result: '{"a": [1, 2' } },
  { title: 'JSON that breaks off after 20 MB', row: { result: large(20, rowOfTable).slice(0, -1) } },
  { title: 'JSON of 10,000 levels', row: { result: deep(10_000) } },
  { title: 'objects of 10,000 levels', row: { result: `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}` } },
  { title: 'meta of 10,000 levels', row: { result: '1', meta: deep(10_000) } },
  { title: 'base64 that breaks off', row: { result: 'eyJhIjogMX', content_encoding: 'binary' } },
  { title: 'base64 of something else', row: { result: '/////w==', content_encoding: 'binary' } },
  {
    title: 'an exception of 10,000 levels',
    row: { status: 'FAILURE', result: `{"exc_type": "E", "exc_message": ${deep(10_000)}}` },
  },
  { title: 'an exception without a type', row: { status: 'FAILURE', result: '{"exc_message": ["x"]}' } },
  { title: 'a number of a million digits', row: { result: '9'.repeat(MEGABYTE) } },
  { title: 'a string with a raw control character', row: { result: '"a\u0001b"' } },
];

const READABLE: readonly (Hostile & { check(body: string): void })[] = [
  {
    title: 'a text of 50 MB',
    row: { result: `"${text(50)}"` },
    check: (body) => expect(body.length).toBeGreaterThan(50 * MEGABYTE),
  },
  {
    title: 'a table of 50 MB',
    row: { result: large(50, rowOfTable) },
    check: (body) => expect(body.endsWith('"none": null}]}}')).toBe(true),
  },
  {
    title: 'a table of 10 MB with typed values',
    row: { result: large(10, (index) => `{"at": {"__type__": "date", "__value__": "2026-01-02"}, "n": ${index}}`) },
    check: (body) => expect(body).toContain('[{"at": "2026-01-02", "n": 0}, {"at": "2026-01-02", "n": 1}'),
  },
  {
    title: 'a table of 10 MB that is spaced in another way',
    row: { result: large(10, rowOfTable).replaceAll(', ', ',') },
    check: (body) =>
      expect(body).toContain('[{"id": 0, "name": "caf\\u00e9 0", "price": 0.5, "none": null}, {"id": 1,'),
  },
  {
    title: 'an exception with a message of 20 MB',
    row: {
      status: 'FAILURE',
      result: `{"exc_type": "ValueError", "exc_message": ["${text(20)}"], "exc_module": "builtins"}`,
    },
    check: (body) => expect(body).toContain('"exc": "builtins.ValueError"'),
  },
  {
    title: 'a traceback of 20 MB',
    row: {
      status: 'FAILURE',
      result: '{"exc_type": "ValueError", "exc_message": ["x"], "exc_module": "builtins"}',
      traceback: 'File "a.py", line 1\n'.repeat(MEGABYTE),
    },
    check: (body) => expect(body).toContain('"traceback": "File \\"a.py\\", line 1\\nFile'),
  },
  {
    title: 'keys that JavaScript knows',
    row: { result: '{"__proto__": 1, "constructor": 2, "2": 3, "1": 4}' },
    check: (body) => expect(body).toContain('{"__proto__": 1, "constructor": 2, "2": 3, "1": 4}'),
  },
  { title: 'a NUL in a text', row: { result: '"a\\u0000b"' }, check: (body) => expect(body).toContain('"a\\u0000b"') },
];

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`hostile rows on ${kind}`, () => {
    if (database !== undefined) describeHostileRows(database);
  });
}

function describeHostileRows(database: TestDatabase): void {
  let server: WatchedServer;
  let client: RawClient;
  let writer: LargeWriter;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    await migrate(database.url);
    writer = await createLargeWriter(database);
    server = await startWatchedServer(database.url);
    client = rawClient(server.url);
  });
  afterAll(async () => {
    client?.close();
    await server?.stop();
    await writer?.close();
    if (writer !== database) await database.close();
  });

  const ask = async (path: string, batch?: unknown): Promise<RawAnswer> => {
    const [method, request] = batch === undefined ? ['GET', {}] : ['POST', batchRequest(batch)];
    const send = () => server.watch(() => client.send(method, `/celery/${path}`, request));
    let { outcome, stall } = await send();
    // a busy machine may stop the process; it does so rarely twice for the same row
    if (stall >= MAX_STALL) ({ outcome, stall } = await send());
    expect(stall, 'milliseconds of work in one go').toBeLessThan(MAX_STALL);
    return outcome;
  };

  /** Stores the row under a new id. */
  const stored = async (row: Omit<TaskRow, 'id'>): Promise<string> => {
    const id = `hostile-${ids.size}`;
    ids.set(id, id);
    await insertTask(writer, { id, ...row });
    return id;
  };

  it.each(UNREADABLE)('answers 502 for $title, on both views', async ({ row }) => {
    const id = await stored(row);
    for (const view of ['status', 'done']) {
      const answer = await ask(`task/${view}/${id}/`);
      expect([answer.status, answer.contentType]).toEqual([502, 'application/problem+json']);
      expect(answer.body.length).toBeLessThan(1_000);
    }
  });

  it.each(READABLE)('answers $title', async ({ row, check }) => {
    const id = await stored(row);
    const answer = await ask(`task/status/${id}/`);
    expect([answer.status, answer.contentType]).toEqual([200, 'application/json']);
    check(answer.body);
  });

  it('answers a group of 100,000 members, some of them failed and some unknown', async () => {
    const members = Array.from({ length: 100_000 }, (_, index) => `m-${index}`);
    for (let at = 0; at < 50_000; at += 1_000)
      await writer.execute(tasksSql(members.slice(at, at + 1_000).map((id) => ({ id, result: '1' }))));
    await insertGroup(writer, { id: 'crowd', result: groupResult('crowd', members) });
    const done = await ask('group/done/crowd/');
    expect(done.status).toBe(200);
    expect(done.body.match(/"executed": true/g)).toHaveLength(50_000);
    expect(done.body.endsWith('{"id": "m-99999", "executed": false}]}}')).toBe(true);
    const status = await ask('group/status/crowd/');
    expect(status.status).toBe(200);
    expect(status.body.match(/"SUCCESS"/g)).toHaveLength(50_000);
    expect(status.body.match(/"PENDING"/g)).toHaveLength(50_000);
    const batch = await ask('v1/status/', { groups: { crowd: null } });
    const { groups }: BatchBody = JSON.parse(batch.body);
    expect(groups['crowd']).toMatchObject({ known: true, counts: { SUCCESS: 50_000, PENDING: 50_000 } });
    expect(groups['crowd']?.results.at(-1)).toMatchObject({ id: 'm-99999', known: false });
    const again = await ask('v1/status/', { groups: { crowd: groups['crowd']?.etag } });
    expect(JSON.parse(again.body)).toMatchObject({ groups: {}, unchanged: ['crowd'] });
  });

  it('answers a batch of a thousand tasks, with results of 50 MB among them', async () => {
    const [first, second] = [
      await stored({ result: `"${text(50)}"` }),
      await stored({ result: large(20, rowOfTable) }),
    ];
    const others = Array.from({ length: 998 }, (_, index) => [`m-${index}`, null] as const);
    const answer = await ask('v1/status/', {
      tasks: Object.fromEntries([[first, null], [second, null], ...others]),
    });
    const { tasks }: BatchBody = JSON.parse(answer.body);
    expect(Object.values(tasks)).toHaveLength(1_000);
    for (const id of [first, second]) expect(tasks[id]).toMatchObject({ status: 'SUCCESS', resultOmitted: true });
  });

  it('answers the groups of a batch up to its number of tasks, and the rest with a problem', async () => {
    await insertGroup(writer, { id: 'another', result: groupResult('another', ['m-1']) });
    const answer = await ask('v1/status/', { groups: { crowd: null, another: null, nobody: null } });
    const { groups, errors }: BatchBody = JSON.parse(answer.body);
    expect(Object.keys(groups)).toEqual(['crowd', 'nobody']);
    expect(errors).toMatchObject({ another: { type: 'urn:celery-results:problem:batch-too-large', status: 413 } });
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty', '..', 'toString'])('accepts %s as an id', async (id) => {
    expect((await ask(`task/status/${id}/`)).body).toBe(
      `{"task": {"id": "${id}", "status": "PENDING", "result": null}}`,
    );
    expect((await ask(`group/status/${id}/`)).status).toBe(404);
    await insertTask(writer, { id, result: '{"__proto__": {"constructor": 1}}' });
    expect((await ask(`task/status/${id}/`)).body).toBe(
      `{"task": {"id": "${id}", "status": "SUCCESS", "result": {"__proto__": {"constructor": 1}}}}`,
    );
  });

  it('lets a small request through while a large one is read', async () => {
    const id = await stored({ result: large(20, rowOfTable).replaceAll(', ', ',') });
    const slow = client.send('GET', `/celery/task/status/${id}/`);
    let quick = 0;
    const until = slow.then(() => true);
    while (!(await Promise.race([until, client.send('GET', '/celery/task/done/nobody/').then(() => false)])))
      quick += 1;
    expect((await slow).status).toBe(200);
    expect(quick).toBeGreaterThan(5);
  });
}
