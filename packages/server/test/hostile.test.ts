import type { BatchBody } from '@celery-results/client/protocol';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { insertTask, NOW, type Row, type Writer, writerOf } from './large-rows.ts';
import { type RawAnswer, type RawClient, rawClient } from './raw-http.ts';
import { batchRequest } from './serve-app.ts';
import { startWatchedServer, type WatchedServer } from './watched-server.ts';

/** Rows that nobody should write. Each has its answer, and no request waits for another's row. */

/** Milliseconds that other requests may have to wait. */
const MOST_STALL = 200;
const MEGABYTE = 1024 * 1024;

const rowOfTable = (index: number): string =>
  `{"id": ${index}, "name": "caf\\u00e9 ${index}", "price": ${index}.5, "none": null}`;
const large = (megabytes: number, part: (index: number) => string): string => {
  const size = part(1_000_000).length + 2;
  return `[${Array.from({ length: Math.floor((megabytes * MEGABYTE) / size) }, (_, index) => part(index)).join(', ')}]`;
};
const text = (megabytes: number): string => 'x'.repeat(megabytes * MEGABYTE);
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

const UNREADABLE: readonly (readonly [string, Omit<Row, 'id'>])[] = [
  ['JSON that breaks off', { result: '{"a": [1, 2' }],
  ['JSON that breaks off after 20 MB', { result: large(20, rowOfTable).slice(0, -1) }],
  ['JSON of 10,000 levels', { result: deep(10_000) }],
  ['objects of 10,000 levels', { result: `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}` }],
  ['meta of 10,000 levels', { result: '1', meta: deep(10_000) }],
  ['base64 that breaks off', { result: 'eyJhIjogMX', encoding: 'binary' }],
  ['base64 of something else', { result: '/////w==', encoding: 'binary' }],
  ['an exception of 10,000 levels', { state: 'FAILURE', result: `{"exc_type": "E", "exc_message": ${deep(10_000)}}` }],
  ['an exception without a type', { state: 'FAILURE', result: '{"exc_message": ["x"]}' }],
  ['a number of a million digits', { result: '9'.repeat(MEGABYTE) }],
  ['a string with a raw control character', { result: '"a\u0001b"' }],
];

const READABLE: readonly (readonly [string, Omit<Row, 'id'>, (body: string) => void])[] = [
  ['a text of 50 MB', { result: `"${text(50)}"` }, (body) => expect(body.length).toBeGreaterThan(50 * MEGABYTE)],
  [
    'a table of 50 MB',
    { result: large(50, rowOfTable) },
    (body) => expect(body.endsWith('"none": null}]}}')).toBe(true),
  ],
  [
    'a table of 10 MB with typed values',
    { result: large(10, (index) => `{"at": {"__type__": "date", "__value__": "2026-01-02"}, "n": ${index}}`) },
    (body) => expect(body).toContain('[{"at": "2026-01-02", "n": 0}, {"at": "2026-01-02", "n": 1}'),
  ],
  [
    'a table of 10 MB that is spaced in another way',
    { result: large(10, rowOfTable).replaceAll(', ', ',') },
    (body) => expect(body).toContain('[{"id": 0, "name": "caf\\u00e9 0", "price": 0.5, "none": null}, {"id": 1,'),
  ],
  [
    'an exception with a message of 20 MB',
    {
      state: 'FAILURE',
      result: `{"exc_type": "ValueError", "exc_message": ["${text(20)}"], "exc_module": "builtins"}`,
    },
    (body) => expect(body).toContain('"exc": "builtins.ValueError"'),
  ],
  [
    'a traceback of 20 MB',
    {
      state: 'FAILURE',
      result: '{"exc_type": "ValueError", "exc_message": ["x"], "exc_module": "builtins"}',
      traceback: 'File "a.py", line 1\n'.repeat(MEGABYTE),
    },
    (body) => expect(body).toContain('"traceback": "File \\"a.py\\", line 1\\nFile'),
  ],
  [
    'keys that JavaScript knows',
    { result: '{"__proto__": 1, "constructor": 2, "2": 3, "1": 4}' },
    (body) => expect(body).toContain('{"__proto__": 1, "constructor": 2, "2": 3, "1": 4}'),
  ],
  ['a NUL in a text', { result: '"a\\u0000b"' }, (body) => expect(body).toContain('"a\\u0000b"')],
];

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`hostile rows on ${kind}`, () => {
    if (database !== undefined) hold(database);
  });
}

function hold(database: TestDatabase): void {
  let server: WatchedServer;
  let client: RawClient;
  let write: Writer;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    await migrate(database.url);
    write = await writerOf(database);
    server = await startWatchedServer(database.url);
    client = rawClient(server.url);
  });
  afterAll(async () => {
    client?.close();
    await server?.stop();
    await write?.close();
    if (write !== database) await database.close();
  });

  const ask = async (path: string, batch?: unknown): Promise<RawAnswer> => {
    const [method, request] = batch === undefined ? ['GET', {}] : ['POST', batchRequest(batch)];
    const send = () => server.watch(() => client.send(method, `/celery/${path}`, request));
    let { outcome, stall } = await send();
    // the machine may have its moments, which do not come twice for the same row
    if (stall >= MOST_STALL) ({ outcome, stall } = await send());
    expect(stall, 'milliseconds of work in one go').toBeLessThan(MOST_STALL);
    return outcome;
  };

  /** Stores the row under a new id. */
  const stored = async (row: Omit<Row, 'id'>): Promise<string> => {
    const id = `hostile-${ids.size}`;
    ids.set(id, id);
    await insertTask(write, { id, ...row });
    return id;
  };

  it.each(UNREADABLE)('answers 502 for %s, on both views', async (_title, row) => {
    const id = await stored(row);
    for (const view of ['status', 'done']) {
      const answer = await ask(`task/${view}/${id}/`);
      expect([answer.status, answer.contentType]).toEqual([502, 'application/problem+json']);
      expect(answer.body.length).toBeLessThan(1_000);
    }
  });

  it.each(READABLE)('answers %s', async (_title, row, check) => {
    const id = await stored(row);
    const answer = await ask(`task/status/${id}/`);
    expect([answer.status, answer.contentType]).toEqual([200, 'application/json']);
    check(answer.body);
  });

  it('answers a group of 100,000 members, some of them failed and some unknown', async () => {
    const members = Array.from({ length: 100_000 }, (_, index) => `m-${index}`);
    await insertMembers(write, members.slice(0, 50_000));
    await insertGroup(
      write,
      'crowd',
      `[["crowd", null], [${members.map((id) => `[["${id}", null], null]`).join(', ')}]]`,
    );
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

  it('answers a batch of groups that have too many tasks together, but for those that are too many', async () => {
    await insertGroup(write, 'another', '[["another", null], [[["m-1", null], null]]]');
    const answer = await ask('v1/status/', { groups: { crowd: null, another: null, nobody: null } });
    const { groups, errors }: BatchBody = JSON.parse(answer.body);
    expect(Object.keys(groups)).toEqual(['crowd', 'nobody']);
    expect(errors).toMatchObject({ another: { type: 'urn:celery-results:problem:batch-too-large', status: 413 } });
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty', '..', 'toString'])(
    'takes %s for an id like any other',
    async (id) => {
      expect((await ask(`task/status/${id}/`)).body).toBe(
        `{"task": {"id": "${id}", "status": "PENDING", "result": null}}`,
      );
      expect((await ask(`group/status/${id}/`)).status).toBe(404);
      await insertTask(write, { id, result: '{"__proto__": {"constructor": 1}}' });
      expect((await ask(`task/status/${id}/`)).body).toBe(
        `{"task": {"id": "${id}", "status": "SUCCESS", "result": {"__proto__": {"constructor": 1}}}}`,
      );
    },
  );

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

async function insertMembers(database: Writer, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += 1_000) {
    const rows = ids
      .slice(at, at + 1_000)
      .map((id) => `('${id}', 'SUCCESS', 'application/json', 'utf-8', '1', '${NOW}', '${NOW}')`);
    await database.execute(
      `INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, date_created, date_done) VALUES ${rows.join(', ')}`,
    );
  }
}

async function insertGroup(database: Writer, id: string, result: string): Promise<void> {
  await database.execute(
    `INSERT INTO django_celery_results_groupresult (group_id, content_type, content_encoding, result, date_created, date_done)
     VALUES (?, 'application/json', 'utf-8', ?, ?, ?)`,
    [id, result, NOW, NOW],
  );
}
