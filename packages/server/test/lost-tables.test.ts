import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { describe, it } from 'vitest';
import { createReadiness } from '../src/http/health/readiness.ts';
import { migrate, type OpenedStore } from '../src/index.ts';
import { openEvents } from './event-client.ts';
import { openTestStore } from './open-test-store.ts';
import { type ServedApp, serveApp } from './serve-app.ts';
import { createCeleryWriter, makeCeleryTables, resultBackend } from './stores/celery-writer.ts';
import { createDjangoWriter } from './stores/django-writer.ts';
import type { StoreWriter } from './stores/store-writer.ts';

/**
 * A table that was read is renamed away, loses a column, or may not be read any more. What needs it is refused and
 * readiness tells; what needs the other table is answered. All is right once the cause is gone.
 */

interface Layout {
  readonly tasks: string;
  readonly groups: string;
  readonly taskColumn: string;
  readonly create: (database: TestDatabase) => Promise<unknown>;
  readonly url: (database: TestDatabase) => string;
  readonly writer: (database: TestDatabase) => StoreWriter;
}

const LAYOUTS: Readonly<Record<string, Layout>> = {
  'django-celery-results': {
    tasks: 'django_celery_results_taskresult',
    groups: 'django_celery_results_groupresult',
    taskColumn: 'meta',
    create: ({ url }) => migrate(url),
    url: ({ url }) => url,
    writer: (database) => createDjangoWriter(database, async () => {}),
  },
  'db+': {
    tasks: 'celery_taskmeta',
    groups: 'celery_tasksetmeta',
    taskColumn: 'traceback',
    create: makeCeleryTables,
    url: resultBackend,
    writer: createCeleryWriter,
  },
};

/** A store looks again once a second, and readiness keeps an answer for a second. */
const SOON = { timeout: 20_000, interval: 100 };

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const available = await testDatabaseOrSkip(kind);
  await available?.close();
  for (const [name, layout] of Object.entries(LAYOUTS))
    describe.skipIf(available === undefined)(`the tables of ${name} in ${kind}`, () => describeLosses(kind, layout));
}

/** Tables with a task and a group, and what reads them. */
interface Tables {
  readonly database: TestDatabase;
  /** Opens a store, and an app that reads it. */
  open(url: string): Promise<Served>;
}

interface Served {
  readonly store: OpenedStore;
  readonly origin: string;
  /** The status of a task, of a group, of both in a batch, and of `/readyz`; and whether the body is right. */
  answers(): Promise<readonly Answer[]>;
}

type Answer = readonly [status: number, isRight: boolean];

const YES: Answer = [200, true];
const NO: Answer = [503, false];
const ALL_RIGHT = [YES, YES, YES, YES];
const WITHOUT_GROUPS = [YES, NO, NO, NO];
const WITHOUT_TASKS = [NO, NO, NO, NO];
const BATCH = {
  headers: { 'Content-Type': 'application/json' },
  body: '{"tasks": {"a": null}, "groups": {"g": null}}',
};

async function withTables(
  kind: TestDatabase['kind'],
  layout: Layout,
  use: (tables: Tables) => Promise<void>,
): Promise<void> {
  const database = await testDatabaseOrSkip(kind);
  if (!database) throw new Error(`${kind} is gone`);
  const ends: (() => Promise<void> | void)[] = [];
  try {
    await layout.create(database);
    const rows = layout.writer(database);
    await rows.write('a', { result: '"right"' });
    await rows.writeGroup('g', ['a']);
    await use({
      database,
      open: async (url) => {
        const store = await openTestStore(url, { pollInterval: 200 });
        const app = await serveApp({ store, log: SILENT, operations: { readiness: createReadiness(store) } });
        ends.push(app.close, store.close);
        return { store, origin: `http://127.0.0.1:${app.port}`, answers: () => askAll(app) };
      },
    });
  } finally {
    for (const end of ends) await end();
    await database.close();
  }
}

const SILENT = { debug: () => {}, info: () => {}, error: () => {} };

async function askAll(app: ServedApp): Promise<readonly Answer[]> {
  const answers = await Promise.all([
    app.send('GET', '/celery/task/status/a/'),
    app.send('GET', '/celery/group/status/g/'),
    app.send('POST', '/celery/v1/status/', BATCH),
    app.send('GET', '/readyz'),
  ]);
  return answers.map(({ status, body }) => [status, body.includes('right') || body === 'ok\n']);
}

function describeLosses(kind: TestDatabase['kind'], layout: Layout): void {
  const { tasks, groups, taskColumn, url } = layout;
  const renamed = (table: string): readonly [string, string] => [
    `ALTER TABLE ${table} RENAME TO away`,
    `ALTER TABLE away RENAME TO ${table}`,
  ];
  const without = (table: string, column: string): readonly [string, string] => [
    `ALTER TABLE ${table} RENAME COLUMN ${column} TO away`,
    `ALTER TABLE ${table} RENAME COLUMN away TO ${column}`,
  ];

  it.concurrent.for([
    ['groups while their table has another name', WITHOUT_GROUPS, renamed(groups)],
    ['groups while their table lacks a column', WITHOUT_GROUPS, without(groups, 'result')],
    ['all while the table of tasks has another name', WITHOUT_TASKS, renamed(tasks)],
    ['all while the table of tasks lacks a column', WITHOUT_TASKS, without(tasks, taskColumn)],
  ] as const)('refuse %s', async ([_title, left, [harm, mend]], { expect }) => {
    await withTables(kind, layout, async ({ database, open }) => {
      const { answers } = await open(url(database));
      await expect.poll(answers, SOON).toEqual(ALL_RIGHT);
      await database.execute(harm);
      await expect.poll(answers, SOON).toEqual(left);
      // by now the loss is known
      expect(await answers()).toEqual(left);
      await database.execute(mend);
      await expect.poll(answers, SOON).toEqual(ALL_RIGHT);
    });
  });

  it.concurrent('refuse groups while the table that was made after the start is gone again', async ({ expect }) => {
    const [harm, mend] = renamed(groups);
    await withTables(kind, layout, async ({ database, open }) => {
      await database.execute(harm);
      const { store } = await open(url(database));
      expect((await store.results.groups(['g'])).size).toBe(0);
      await store.check();
      await database.execute(mend);
      await expect.poll(async () => (await store.results.groups(['g'])).size, SOON).toBe(1);
      await database.execute(harm);
      const gone = { failure: 'schema', message: `the table ${groups} is gone: no group can be read` };
      for (const read of [() => store.results.groups(['g']), () => store.check()])
        await expect(read()).rejects.toMatchObject(gone);
    });
  });

  it.concurrent('report changes of tasks to streams while groups cannot be read', async ({ expect }) => {
    const [harm, mend] = renamed(groups);
    await withTables(kind, layout, async ({ database, open }) => {
      const rows = layout.writer(database);
      const { answers, origin } = await open(url(database));
      const streams = [
        await openEvents(origin, { groups: { g: null } }),
        await openEvents(origin, { tasks: { a: null } }),
      ];
      for (const stream of streams) await stream.event('snapshot-end');
      const [ofGroup, ofTask] = streams;
      await database.execute(harm);
      await expect.poll(answers, SOON).toEqual(WITHOUT_GROUPS);
      for (const result of ['"right 1"', '"right 2"']) {
        await rows.write('a', { result });
        await ofTask?.event('task', { id: 'a', result: JSON.parse(result) });
      }
      await database.execute(mend);
      await rows.write('a', { state: 'FAILURE' });
      await ofGroup?.event('group', { id: 'g', counts: { FAILURE: 1 } });
      for (const stream of streams) stream.abort();
    });
  });

  it.skipIf(kind === 'sqlite').concurrent('refuse what the user may not read any more', async ({ expect }) => {
    await withTables(kind, layout, async ({ database, open }) => {
      const user = `reader_${new URL(database.url).pathname.slice(-12)}`;
      const own = new URL(database.url);
      [own.username, own.password] = [user, 'pw'];
      const login = kind === 'postgres' ? `ROLE ${user} LOGIN PASSWORD 'pw'` : `USER ${user} IDENTIFIED BY 'pw'`;
      await database.execute(`CREATE ${login}`);
      try {
        for (const table of [tasks, groups]) await database.execute(`GRANT SELECT ON ${table} TO ${user}`);
        const { answers } = await open(url({ ...database, url: own.href }));
        await expect.poll(answers, SOON).toEqual(ALL_RIGHT);
        for (const [table, left] of [
          [groups, WITHOUT_GROUPS],
          [tasks, WITHOUT_TASKS],
        ] as const) {
          await database.execute(`REVOKE SELECT ON ${table} FROM ${user}`);
          await expect.poll(answers, SOON).toEqual(left);
          await database.execute(`GRANT SELECT ON ${table} TO ${user}`);
          await expect.poll(answers, SOON).toEqual(ALL_RIGHT);
        }
      } finally {
        if (kind === 'postgres') await database.execute(`DROP OWNED BY ${user}`);
        await database.execute(kind === 'postgres' ? `DROP ROLE ${user}` : `DROP USER ${user}`);
      }
    });
  });
}
