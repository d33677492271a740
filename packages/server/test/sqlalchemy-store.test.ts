import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, type OpenedStore, type StoreOptions } from '../src/index.ts';
import { chunksOfResult, type TaskRecord } from '../src/stores/record.ts';
import { openTestStore } from './open-test-store.ts';
import { makeCeleryTables, writeCeleryGroup, writeCeleryTask } from './stores/celery-writer.ts';
import { groupResult } from './stores/django-rows.ts';

/** What the store of Celery's own tables does beyond the contract of all stores, on each database. */
for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`Celery's own tables in ${kind}`, () => {
    if (database !== undefined) describeTables(database);
  });
}

/** `pickle.dumps` of plain text, protocol 5. */
const pickled = (text: string): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  return Buffer.concat([Buffer.from([0x80, 5, 0x58]), size, Buffer.from(text), Buffer.from('.')]);
};

const MEGABYTE = 1024 * 1024;

function describeTables(database: TestDatabase): void {
  const url = `db+${database.url}`;
  let store: OpenedStore;

  beforeAll(async () => {
    await makeCeleryTables(database);
    if (database.kind === 'mariadb') await database.execute('ALTER TABLE celery_taskmeta MODIFY result LONGBLOB');
    store = await openTestStore(url);
  });
  afterAll(async () => {
    await store?.close();
    await database.close();
  });

  const read = async (id: string, from: OpenedStore = store): Promise<TaskRecord | undefined> =>
    (await from.results.tasks([id])).get(id);
  const open = async <Result>(
    options: StoreOptions,
    work: (opened: OpenedStore) => Promise<Result>,
    at: string = url,
  ): Promise<Result> => {
    const opened = await openTestStore(at, options);
    try {
      return await work(opened);
    } finally {
      await opened.close();
    }
  };

  it('reads results of the serializer and pickles beside each other', async () => {
    await writeCeleryTask(database, 'json', { result: '"new"' });
    await writeCeleryTask(database, 'pickle', { result: pickled('old') });
    await writeCeleryTask(database, 'none', { result: null });
    const found = await store.results.tasks(['json', 'pickle', 'none']);
    expect([...found.values()].map((record) => record.kind === 'value' && record.result)).toEqual(
      expect.arrayContaining(['"new"', '"old"', 'null']),
    );
    // a pickle is read whatever is accepted: Celery 5.7 does so for rows of earlier releases
    await open({ serializer: 'yaml', acceptContent: ['json'] }, async (opened) => {
      expect(await read('pickle', opened)).toMatchObject({ kind: 'value', result: '"old"' });
      expect(await read('json', opened)).toMatchObject({ kind: 'undecodable' });
    });
  });

  it('reads a status that is NULL, as Celery does', async () => {
    await writeCeleryTask(database, 'stateless', { status: null, result: null });
    expect(await read('stateless')).toMatchObject({ kind: 'value', status: 'null', result: 'null' });
  });

  it('says that a result was cut at 65,535 bytes, and takes a whole one of that size', async () => {
    const text = `"${'x'.repeat(65_533)}"`;
    await writeCeleryTask(database, 'whole', { result: text });
    expect(await read('whole')).toMatchObject({ kind: 'value', result: text });
    for (const result of [Buffer.from(`"x${text}`.slice(0, 65_535)), pickled('x'.repeat(70_000)).subarray(0, 65_535)]) {
      await writeCeleryTask(database, 'cut', { result });
      expect(await read('cut')).toMatchObject({
        kind: 'undecodable',
        reason: { field: 'result', message: expect.stringContaining('it was cut at 65,535 bytes') },
      });
    }
  });

  it.each([
    ['text in the form of an answer', (text: string) => Buffer.from(JSON.stringify(text)), 'json'],
    ['text that has to be written anew', (text: string) => Buffer.from(` ${JSON.stringify(text)}`), 'json'],
    ['a pickle', pickled, 'json'],
    ['MessagePack', (text: string) => Buffer.concat([msgpackHead(text.length), Buffer.from(text)]), 'msgpack'],
  ] as const)('reads a large result, which is %s', async (name, encode, serializer) => {
    await open({ serializer }, async (opened) => {
      for (const length of [300_000, MEGABYTE - 2, MEGABYTE, 3 * MEGABYTE + 7]) {
        const text = 'xyz\n'.repeat(length / 4);
        const id = `large ${name} ${length}`;
        await writeCeleryTask(database, id, { result: encode(text) });
        const record = await read(id, opened);
        expect(record?.kind === 'value' && chunksOfResult(record.result).join('') === JSON.stringify(text)).toBe(true);
      }
    });
  });

  it('reads dates in the time zone of --celery-timezone, to the microsecond where they are stored so', async () => {
    await writeCeleryTask(database, 'dated', { name: 'shop.café', worker: 'w@h' });
    const fraction = database.kind === 'mariadb' ? '000000' : '678901';
    const zones = { UTC: '2026-01-02T03:04:05', 'Asia/Kathmandu': '2026-01-01T21:19:05' };
    if (database.kind === 'postgres') {
      // how the database presents dates to its sessions does not matter
      const name = new URL(database.url).pathname.slice(1);
      await database.execute(`ALTER DATABASE ${name} SET timezone = 'America/New_York'`);
    }
    for (const [celeryTimezone, done] of Object.entries(zones))
      await open({ celeryTimezone }, async (opened) => {
        expect((await opened.results.tasks(['dated'], 'details')).get('dated')?.details).toEqual({
          name: 'shop.café',
          worker: 'w@h',
          dateDone: `${done}.${fraction}Z`,
        });
      });
  });

  it('fails on children that cannot be decoded, as Celery 5.7 does', async () => {
    await writeCeleryTask(database, 'children', { children: Buffer.from('[[["child", null], null]]') });
    expect(await read('children')).toMatchObject({ kind: 'value' });
    await writeCeleryTask(database, 'broken-children', { status: 'STARTED', children: Buffer.from('[[') });
    expect(await read('broken-children')).toMatchObject({ kind: 'undecodable', reason: { field: 'children' } });
  });

  it('gives a row another version when any part of an answer changes', async () => {
    await writeCeleryTask(database, 'versioned', { result: '[1]' });
    const versionOf = async (): Promise<string | undefined> =>
      (await store.results.versions(['versioned'])).get('versioned');
    const versions = new Set([await versionOf()]);
    const changes = ["status = 'STARTED'", "traceback = 'tb'", "date_done = '2026-02-02 00:00:00'", 'result = NULL'];
    for (const change of changes) {
      await database.execute(`UPDATE celery_taskmeta SET ${change} WHERE task_id = 'versioned'`);
      versions.add(await versionOf());
    }
    expect([...versions].filter((version) => version !== undefined)).toHaveLength(changes.length + 1);
  });

  it('reads groups as tuples of the serializer', async () => {
    const member = '0b2ef1a5-7a4d-5dfb-ae77-a6932dd7c61d';
    for (const id of ['group', '9a2ef1a5-7a4d-5dfb-ae77-a6932dd7c61d']) {
      await writeCeleryGroup(database, id, groupResult(id, [member]));
      expect((await store.results.groups([id])).get(id)).toEqual({
        kind: 'group',
        members: [{ kind: 'task', id: member, idText: `"${member}"` }],
      });
    }
    await writeCeleryGroup(database, 'null-group', null);
    expect((await store.results.groups(['null-group'])).size).toBe(0);
  });

  it('reads tables and schemas of other names', async () => {
    await database.execute('ALTER TABLE celery_tasksetmeta RENAME TO groups_of_shop');
    const warnings: string[] = [];
    await open({ warn: (message) => warnings.push(message) }, async ({ results }) => {
      expect((await results.groups(['group'])).size).toBe(0);
    });
    expect(warnings).toEqual(['there is no table celery_tasksetmeta: every group is unknown']);
    await database.execute('ALTER TABLE celery_taskmeta RENAME TO tasks_of_shop');
    await expect(openTestStore(url)).rejects.toThrow(
      // another database of this server may have such a table
      /^the database has no table celery_taskmeta; (Celery creates it with the first result|there is \w+\.celery_task)/,
    );
    const names = { taskTable: 'tasks_of_shop', groupTable: 'groups_of_shop' };
    await open(names, async (opened) => {
      expect(await read('json', opened)).toMatchObject({ result: '"new"' });
      expect((await opened.results.groups(['group'])).size).toBe(1);
    });
    if (database.kind !== 'sqlite') await readOtherSchema(database, names);
    await database.execute('ALTER TABLE tasks_of_shop RENAME TO celery_taskmeta');
    await database.execute('ALTER TABLE groups_of_shop RENAME TO celery_tasksetmeta');
  });

  /** Schemas of PostgreSQL, or databases of MariaDB. */
  async function readOtherSchema({ kind }: TestDatabase, names: StoreOptions): Promise<void> {
    const schema = `celery_results_test_other_${process.pid}`;
    await database.execute(`CREATE SCHEMA ${schema}`);
    try {
      const move = kind === 'postgres' ? `SET SCHEMA ${schema}` : `RENAME TO ${schema}.groups_of_shop`;
      await database.execute(`ALTER TABLE groups_of_shop ${move}`);
      await open({ ...names, groupSchema: schema }, async (opened) => {
        expect((await opened.results.groups(['group'])).size).toBe(1);
        expect(await read('json', opened)).toMatchObject({ result: '"new"' });
      });
      const back = kind === 'postgres' ? 'SET SCHEMA public' : moveBack(database);
      await database.execute(`ALTER TABLE ${schema}.groups_of_shop ${back}`);
    } finally {
      await database.execute(`DROP SCHEMA ${schema}`);
    }
  }

  it('goes on once a table is back, or has other columns', async () => {
    await open({}, async (opened) => {
      await database.execute('ALTER TABLE celery_taskmeta RENAME TO away');
      await expect(read('json', opened)).rejects.toThrow('no table celery_taskmeta');
      await database.execute('ALTER TABLE away RENAME TO celery_taskmeta');
      await expect
        .poll(() => read('json', opened).catch(() => undefined), { timeout: 20_000 })
        .toMatchObject({
          result: '"new"',
        });
      await database.execute('ALTER TABLE celery_taskmeta DROP COLUMN children');
      expect(await read('json', opened)).toMatchObject({ result: '"new"' });
      await opened.check();
      const binary = { sqlite: 'BLOB', postgres: 'BYTEA', mariadb: 'BLOB' }[database.kind];
      await database.execute(`ALTER TABLE celery_taskmeta ADD COLUMN children ${binary}`);
      expect(await read('json', opened)).toMatchObject({ result: '"new"' });
    });
  });

  it('reports every final state of 5,000 tasks that end at any moment', async () => {
    const ids = Array.from({ length: 5_000 }, (_, at) => `end-${at}`);
    for (let at = 0; at < ids.length; at += 1_000) {
      const rows = ids.slice(at, at + 1_000).map((id, index) => `(${1_000_000 + at + index}, '${id}', 'STARTED')`);
      await database.execute(`INSERT INTO celery_taskmeta (id, task_id, status) VALUES ${rows.join(', ')}`);
    }
    await open({ pollInterval: 20 }, async (opened) => {
      const final = new Set<string>();
      const watch = opened.changes.watch(async ({ tasks }) => {
        for (const [id, { status }] of await opened.results.tasks([...tasks]))
          if (status === '"SUCCESS"') final.add(id);
      });
      watch.set({ tasks: new Set(ids), groups: new Set() });
      for (let at = 0; at < ids.length; at += 50) {
        const ended = ids.slice(at, at + 50).map((id) => `'${id}'`);
        await database.execute(`UPDATE celery_taskmeta SET status = 'SUCCESS' WHERE task_id IN (${ended.join(', ')})`);
      }
      await expect.poll(() => final.size, { timeout: 30_000 }).toBe(ids.length);
      watch.close();
    });
  });

  it('refuses names that no table can have, and prefixes, which Celery does not know', async () => {
    await expect(openTestStore(url, { taskTable: 'a b' })).rejects.toThrow('the table "a b" has other characters');
    await expect(openTestStore(url, { tablePrefix: 'x_' })).rejects.toThrow(
      'name them with --task-table and --group-table',
    );
    const isSqlite = database.kind === 'sqlite';
    await expect(openTestStore(url, { taskSchema: isSqlite ? 'a' : 'a;b' })).rejects.toThrow(
      isSqlite ? 'a SQLite file has no schemas' : 'the schema "a;b" has other characters',
    );
  });

  it('has nothing to migrate', async () => {
    await expect(migrate(url)).rejects.toThrow('Celery creates its own tables with the first result');
  });
}

function moveBack({ url }: TestDatabase): string {
  return `RENAME TO ${new URL(url).pathname.slice(1)}.groups_of_shop`;
}

/** The head of a MessagePack text of up to 4 GB. */
function msgpackHead(length: number): Buffer {
  const head = Buffer.from([0xdb, 0, 0, 0, 0]);
  head.writeUInt32BE(length, 1);
  return head;
}
