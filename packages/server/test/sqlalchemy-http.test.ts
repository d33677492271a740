import type { BatchBody } from '@celery-results/client/protocol';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RawAnswer, type RawClient, rawClient } from './raw-http.ts';
import { batchRequest } from './serve-app.ts';
import { makeCeleryTables, writeCeleryGroup, writeCeleryTask } from './stores/celery-writer.ts';
import { startWatchedServer, type WatchedServer } from './watched-server.ts';

/** Celery's own tables over HTTP: conditional reads, batches, and malformed rows. */

/** Milliseconds that other requests may have to wait. */
const MAX_STALL_MS = 200;
const MILLION = 1_000_000;

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`the server on Celery's own tables in ${kind}`, () => {
    if (database !== undefined) hold(database);
  });
}

const pickle = (text: string): Buffer => Buffer.from(`\x80\x04${text}`, 'latin1');
/** The pickle of an app's result, whose arguments are on the stack of protocol 0. */
const made = (name: string, args: string): string => `ccelery.app.base\n_unpickle_appattr\n(S'${name}'\n(${args}ttR`;

const UNREADABLE: readonly (readonly [string, Buffer])[] = [
  ['a pickle that breaks off', pickle("S'a'\n")],
  ['a pickle that expands to terabytes', pickle(`K\x01${'2\x86\x94'.repeat(60)}.`)],
  ['JSON that breaks off', Buffer.from('{"a": [1')],
  ['bytes of no text', Buffer.from([0xff, 0xfe, 0x00])],
  ['no bytes', Buffer.alloc(0)],
];

function hold(database: TestDatabase): void {
  let server: WatchedServer;
  let client: RawClient;

  beforeAll(async () => {
    await makeCeleryTables(database);
    if (database.kind === 'mariadb')
      for (const table of ['celery_taskmeta', 'celery_tasksetmeta'])
        await database.execute(`ALTER TABLE ${table} MODIFY result LONGBLOB`);
    server = await startWatchedServer(`db+${database.url}`, ['--celery-timezone', 'Europe/Berlin']);
    client = rawClient(server.url);
  });
  afterAll(async () => {
    client?.close();
    await server?.stop();
    await database.close();
  });

  const ask = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> =>
    client.send('GET', `/celery/${path}`, { headers });
  const askBatch = async (batch: object): Promise<BatchBody> =>
    JSON.parse((await client.send('POST', '/celery/v1/status/', batchRequest(batch))).body);

  it('answers 304 until the task changes', async () => {
    await writeCeleryTask(database, 'etag', { result: '[1]' });
    const first = await ask('task/status/etag/');
    expect(first).toMatchObject({ status: 200, body: '{"task": {"id": "etag", "status": "SUCCESS", "result": [1]}}' });
    const known = { 'If-None-Match': String(first.headers['etag']) };
    expect((await ask('task/status/etag/', known)).status).toBe(304);
    await writeCeleryTask(database, 'etag', { result: '[2]' });
    expect(await ask('task/status/etag/', known)).toMatchObject({ status: 200 });
  });

  it('answers a large result in chunks, from the cache from its second read on', async () => {
    const result = `"${'x'.repeat(3 * 1024 * 1024)}"`;
    await writeCeleryTask(database, 'large', { result });
    const medium = `"${'y'.repeat(100_000)}"`;
    await writeCeleryTask(database, 'medium', { result: medium });
    for (let read = 0; read < 3; read += 1) {
      expect((await ask('task/status/large/')).body.endsWith(`"result": ${result}}}`)).toBe(true);
      expect((await ask('task/status/medium/')).body.endsWith(`"result": ${medium}}}`)).toBe(true);
    }
    await writeCeleryTask(database, 'medium', { result: '"other"' });
    expect((await ask('task/status/medium/')).body).toContain('"other"');
  });

  it('answers a batch with details and etags', async () => {
    await writeCeleryTask(database, 'detailed', { result: '1', name: 'shop.work', worker: 'w@h' });
    await writeCeleryGroup(
      database,
      'group',
      '[["group", null], [[["detailed", null], null], [["later", null], null]]]',
    );
    const { tasks, groups } = await askBatch({ tasks: { detailed: null }, groups: { group: null } });
    const fraction = database.kind === 'mariadb' ? '000000' : '678901';
    expect(tasks['detailed']).toMatchObject({
      name: 'shop.work',
      worker: 'w@h',
      date_done: `2026-01-02T02:04:05.${fraction}Z`,
      known: true,
    });
    expect(groups['group']).toMatchObject({ counts: { SUCCESS: 1, PENDING: 1 } });
    const again = await askBatch({
      tasks: { detailed: tasks['detailed']?.etag },
      groups: { group: groups['group']?.etag },
    });
    expect(again.unchanged).toEqual(['detailed', 'group']);
  });

  it.each(UNREADABLE)('answers 502 for %s, on both views and in both views of a group', async (title, result) => {
    const id = title.replaceAll(' ', '-');
    await writeCeleryTask(database, id, { result });
    await writeCeleryGroup(database, id, result);
    for (const path of [`task/status/${id}/`, `task/done/${id}/`, `group/status/${id}/`, `group/done/${id}/`]) {
      const answer = await ask(path);
      expect([path, answer.status, answer.contentType]).toEqual([path, 502, 'application/problem+json']);
      expect(answer.body.length).toBeLessThan(1_000);
    }
  });

  it('calls no function of a pickle: 502 for the status, and the state for done', async () => {
    await writeCeleryTask(database, 'calls', { result: pickle("cos\nsystem\n(S'true'\ntR.") });
    expect((await ask('task/status/calls/')).status).toBe(502);
    expect(await ask('task/done/calls/')).toMatchObject({ status: 200, contentType: 'application/json' });
  });

  it('answers 502 for a pickle of bytes, and 200 for its done view, as Django does but for the status', async () => {
    await writeCeleryTask(database, 'bytes', { result: pickle('C\x01a.') });
    expect((await ask('task/status/bytes/')).status).toBe(502);
    expect(await ask('task/done/bytes/')).toMatchObject({ body: '{"task": {"id": "bytes", "executed": true}}' });
  });

  it.each(['__proto__', 'constructor', 'toString'])('takes %s for an id and a key like any other', async (id) => {
    expect((await ask(`group/status/${id}/`)).status).toBe(404);
    const result = pickle(`}S'${id}'\nI1\ns.`);
    await writeCeleryTask(database, id, { result });
    expect((await ask(`task/status/${id}/`)).body).toContain(`"result": {"${id}": 1}}}`);
  });

  it('answers a pickled group of 100,000 members while it answers others', async () => {
    const members = Array.from({ length: 100_000 }, (_, at) => made('AsyncResult', `S'm-${at}'\n`)).join('');
    await writeCeleryGroup(database, 'crowd', pickle(`${made('GroupResult', `S'crowd'\n(${members}l`)}.`));
    const send = () => server.watch(() => ask('group/done/crowd/'));
    let { outcome, stall } = await send();
    // the machine may have its moments, which do not come twice for the same row
    if (stall >= MAX_STALL_MS) ({ outcome, stall } = await send());
    expect(stall, 'milliseconds of work in one go').toBeLessThan(MAX_STALL_MS);
    expect(outcome.status).toBe(200);
    expect(outcome.body.endsWith('{"id": "m-99999", "executed": false}]}}')).toBe(true);
  });

  // one kind is enough: all read groups alike, and MariaDB would need larger packets
  it.runIf(database.kind === 'sqlite')(
    'answers a group of a million members, and meanwhile a task',
    async () => {
      const members = Array.from({ length: MILLION }, (_, at) => `[["n-${at}", null], null]`).join(', ');
      await writeCeleryGroup(database, 'million', `[["million", null], [${members}]]`);
      await writeCeleryTask(database, `n-${MILLION - 1}`, { result: '1' });
      const ended: string[] = [];
      const read = async (path: string): Promise<string> => {
        const { body } = await ask(path);
        ended.push(path);
        return body;
      };
      const [group] = await Promise.all([read('group/done/million/'), read('task/done/small/')]);
      expect(ended[0]).toBe('task/done/small/');
      expect(group.endsWith(`{"id": "n-${MILLION - 1}", "executed": true}]}}`)).toBe(true);
      expect(group.split('"executed": false').length).toBe(MILLION);
    },
    300_000,
  );
}
