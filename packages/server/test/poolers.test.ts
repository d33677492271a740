import {
  type PgBouncer,
  type PgBouncerOptions,
  pgBouncerOrSkip,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examineStore, migrate, type OpenedStore, type StoreOptions } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';
import { insertTask } from './stores/django-rows.ts';

/** Behind a pooler in transaction mode, two queries of one connection may run in two sessions of the database. */

const TASKS = 'django_celery_results_taskresult';
const MODE: PgBouncerOptions = { mode: 'transaction', ignored: ['options'] };

const database = await testDatabaseOrSkip('postgres');
const available = database && (await pgBouncerOrSkip(database.url, MODE));
await available?.close();

describe.skipIf(available === undefined)('a store behind PgBouncer in transaction mode', () => {
  if (database !== undefined) describePooled(database);
});

function describePooled(direct: TestDatabase): void {
  let pooler: PgBouncer | undefined;
  const stores: OpenedStore[] = [];
  const warnings: string[] = [];

  beforeAll(async () => {
    await migrate(direct.url);
    await migrate(direct.url, { tablePrefix: 'other_' });
    for (const id of ['a', 'b']) await insertTask(direct, { id, result: `"${id}"` });
    await direct.execute(`INSERT INTO other_${TASKS} SELECT * FROM ${TASKS}`);
    await direct.execute(`UPDATE other_${TASKS} SET result = '"other"'`);
  });
  afterAll(async () => {
    for (const store of stores.splice(0)) await store.close();
    await direct.close();
  });

  async function open(options: StoreOptions = {}): Promise<OpenedStore> {
    const store = await openTestStore(pooler?.url ?? '', { ...options, warn: (line) => warnings.push(line) });
    stores.push(store);
    return store;
  }

  async function through<Value>(options: PgBouncerOptions, work: () => Promise<Value>): Promise<Value> {
    pooler = await pgBouncerOrSkip(direct.url, options);
    warnings.length = 0;
    try {
      return await work();
    } finally {
      for (const store of stores.splice(0)) await store.close();
      await pooler?.close();
    }
  }

  /** Reads with several connections at once, and returns what was read. */
  async function readMuch(store: OpenedStore): Promise<ReadonlySet<unknown>> {
    const seen = new Set<unknown>();
    const one = async (id: string, include?: 'details' | 'version'): Promise<void> => {
      const record = (await store.results.tasks([id], include)).get(id);
      seen.add(record?.kind === 'value' ? record.result : record);
    };
    for (let round = 0; round < 25; round += 1) {
      const reads = [
        one('a'),
        one('b'),
        one('a', 'details'),
        one('b', 'version'),
        store.results.groups(['g']),
        store.check(),
      ];
      await Promise.all(reads);
    }
    return seen;
  }

  it.each([
    { title: 'that drops the settings of a session', ignored: ['options'], preparedStatements: 'auto' },
    { title: 'that refuses the settings of a session', ignored: [], preparedStatements: 'auto' },
    { title: 'told so by --prepared-statements off', ignored: ['options'], preparedStatements: 'off' },
  ] as const)('reads right, $title', async ({ ignored, preparedStatements }) => {
    await through({ mode: 'transaction', ignored }, async () => {
      const [first, second] = [await open({ preparedStatements }), await open({ preparedStatements })];
      const seen = await Promise.all([readMuch(first), readMuch(second)]);
      expect(seen).toEqual([new Set(['"a"', '"b"']), new Set(['"a"', '"b"'])]);
      expect(warnings.filter((line) => line.includes('pooler'))).toHaveLength(preparedStatements === 'off' ? 0 : 2);
    });
  });

  it('never reads the table of another server with the same pooler', async () => {
    await through({ ...MODE, poolSize: 1 }, async () => {
      const [own, other] = [await open(), await open({ tablePrefix: 'other_' })];
      const seen = await Promise.all([readMuch(own), readMuch(other)]);
      expect(seen).toEqual([new Set(['"a"', '"b"']), new Set(['"other"'])]);
    });
  });

  it.each([
    { ignored: ['options'], message: /drops the search_path of the store URL.*--schema/ },
    { ignored: [], message: /refuses the options of the store URL.*--schema/ },
  ])('refuses a schema in the options that the pooler ignores or refuses: $ignored', async ({ ignored, message }) => {
    const withPath = (url: string): string => `${url}?options=-csearch_path%3Dshop`;
    await direct.execute('CREATE SCHEMA IF NOT EXISTS shop');
    await migrate(withPath(direct.url));
    await through({ mode: 'session', ignored }, async () => {
      const url = withPath(pooler?.url ?? '');
      await expect(openTestStore(url)).rejects.toMatchObject({
        name: 'StoreConfigError',
        message: expect.stringMatching(message),
      });
      await expect(migrate(url)).rejects.toThrow(message);
      expect(await examineStore(url)).toMatchObject([{ level: 'error', text: expect.stringMatching(message) }]);
      // the same schema by its name
      const store = await open({ schema: 'shop' });
      expect((await store.results.tasks(['a'])).size).toBe(0);
    });
    const store = await openTestStore(withPath(direct.url));
    stores.push(store);
    expect((await store.results.tasks(['a'])).size).toBe(0);
  });

  it('reads on when the type of a column changes', async () => {
    await through(MODE, async () => {
      const store = await open();
      expect(await readMuch(store)).toEqual(new Set(['"a"', '"b"']));
      await direct.execute(`ALTER TABLE ${TASKS} ALTER COLUMN status TYPE varchar(80)`);
      expect(await readMuch(store)).toEqual(new Set(['"a"', '"b"']));
    });
  });
}
