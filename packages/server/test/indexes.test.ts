import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pythonOrSkip, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { connect } from '../src/stores/sql/connect.ts';
import { parseSqlUrl } from '../src/stores/sql/sql-location.ts';
import { NO_FILTER } from '../src/stores/task-index.ts';
import { runCommand } from './run-command.ts';
import { makeCeleryTables } from './stores/celery-writer.ts';
import { TASK_TABLE } from './stores/django-rows.ts';
import { celeryIndex, djangoIndex } from './stores/indexes-of-tables.ts';
import { insertManyTasks } from './stores/many-tasks.ts';
import { type Plan, planOf, statementsOf } from './stores/query-plans.ts';

/** The command `indexes print`, and what its SQL does on each database. */

const CAPTURE = fileURLToPath(new URL('../../../conformance/capture/', import.meta.url));
const RUN = fileURLToPath(new URL('run-migration.py', import.meta.url));

const python = await pythonOrSkip();

/** Runs the command, and returns the statements of both parts of its SQL, and the migration. */
async function printed(args: readonly string[]) {
  const { code, stdout, stderr } = await runCommand(['indexes', 'print', ...args]);
  expect([code, stderr]).toEqual([0, '']);
  const [create = '', drop = '', migration] = stdout.split(/^(?:-- SQL|# The same).*\n/m).slice(1);
  const statements = (text: string): readonly string[] => text.split(/;\n+/).filter((sql) => sql.trim() !== '');
  return { create: statements(create), drop: statements(drop), migration };
}

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`the printed indexes on ${kind}`, () => {
    if (database !== undefined) describeIndexes(database);
  });
}

function describeIndexes(database: TestDatabase): void {
  const location = parseSqlUrl(database.url);
  let knex: Knex;

  beforeAll(async () => {
    await migrate(database.url);
    await insertManyTasks(database, 20_000);
    await makeCeleryTables(database);
    await database.execute(
      `INSERT INTO celery_taskmeta (id, task_id, status, date_done, name, worker)
        SELECT id, task_id, status, date_done, task_name, worker FROM ${TASK_TABLE}`,
    );
    knex = connect(location, { timeout: 60_000 });
  });
  afterAll(async () => {
    await knex?.destroy();
    await database.close();
  });

  /** The plans of the list with a filter, by an index that has just read the catalog. */
  async function plansOf(
    filter: Partial<typeof NO_FILTER>,
    { table, index }: { readonly table: string; readonly index: typeof djangoIndex } = {
      table: TASK_TABLE,
      index: djangoIndex,
    },
  ): Promise<readonly Plan[]> {
    const query = { scope: undefined, limit: 50, from: undefined, direction: 'older' } as const;
    const lists = index(knex, location.kind);
    const list = () => lists.list({ ...query, filter: { ...NO_FILTER, ...filter } });
    const statements = await statementsOf(knex, table, list);
    return Promise.all(statements.map((statement) => planOf(knex, location.kind, statement, table)));
  }

  const FILTERS = [
    { filter: { status: 'REVOKED' }, index: 'celery_results_status_done' },
    { filter: { name: 'shop.rare' }, index: 'celery_results_task_name_done' },
    { filter: { worker: 'rare@host' }, index: 'celery_results_worker_done' },
    { filter: { periodic: 'nightly' }, index: 'celery_results_periodic_task_name_done' },
  ] as const;

  it('let one bounded query answer a filter, and leave nothing behind when they are removed', async () => {
    const { create, drop } = await printed(['--store', database.url]);
    expect(drop).toHaveLength(FILTERS.length);
    // one by one, as PostgreSQL needs it
    for (const sql of create) await database.execute(sql);
    for (const { filter, index } of FILTERS)
      expect(await plansOf(filter)).toEqual([{ indexes: [index], unbounded: [] }]);
    const since = '2026-01-01T01:00:00.000000Z';
    expect(await plansOf({ status: 'REVOKED', since })).toEqual([
      { indexes: ['celery_results_status_done'], unbounded: [] },
    ]);
    for (const sql of drop) await database.execute(sql);
    for (const { filter, index } of FILTERS)
      for (const plan of await plansOf(filter)) expect(plan.indexes).not.toContain(index);
  });

  it.skipIf(python === undefined)('are the same as a Django migration, which Django can undo', async () => {
    const { migration = '' } = await printed(['--store', database.url]);
    const env = { ...process.env, DATABASE_URL: database.url, PYTHONPATH: CAPTURE, PYTHONDONTWRITEBYTECODE: '1' };
    const run = async (...args: readonly string[]): Promise<void> => {
      const running = promisify(execFile)(python ?? '', [RUN, ...args], { env });
      running.child.stdin?.end(migration);
      await running;
    };
    const [{ filter, index }] = FILTERS;
    await run();
    expect(await plansOf(filter)).toEqual([{ indexes: [index], unbounded: [] }]);
    await run('unapply');
    for (const plan of await plansOf(filter)) expect(plan.indexes).not.toContain(index);
  });

  it("serve Celery's own tables, too", async () => {
    const { create, drop, migration } = await printed(['--store', `db+${database.url}`]);
    expect(migration).toBeUndefined();
    for (const sql of create) await database.execute(sql);
    const table = { table: 'celery_taskmeta', index: celeryIndex };
    for (const [filter, column] of [
      [{ status: 'REVOKED' }, 'status'],
      [{ name: 'shop.rare' }, 'name'],
      [{ worker: 'rare@host' }, 'worker'],
    ] as const)
      expect(await plansOf(filter, table)).toEqual([{ indexes: [`celery_taskmeta_${column}_done`], unbounded: [] }]);
    for (const sql of drop) await database.execute(sql);
  });
}

describe('indexes print', () => {
  it('names the tables of the options, and does not connect', async () => {
    const url = 'postgres://nobody@127.0.0.1:1/none';
    const { create, drop, migration } = await printed(['--store', url, '--table-prefix', 'a_', '--schema', 'other']);
    expect(create[0]).toBe(
      'CREATE INDEX CONCURRENTLY "a_celery_results_status_done" ON ' +
        '"other"."a_django_celery_results_taskresult" (status, date_done, id)',
    );
    expect(drop[0]).toBe('DROP INDEX CONCURRENTLY IF EXISTS "other"."a_celery_results_status_done"');
    expect(migration).toContain('    atomic = False\n');
    for (const sql of [...create, ...drop]) expect(migration).toContain(sql);
  });

  it.each([
    { args: ['indexes', 'print', '--store', 'redis://h/0'], message: /indexes are for tables: Redis has none/ },
    { args: ['indexes', '--store', 'sqlite:///a'], message: /indexes needs print/ },
    { args: ['indexes', 'install', '--store', 'sqlite:///a'], message: /indexes needs print/ },
    { args: ['indexes', 'print', 'more', '--store', 'sqlite:///a'], message: /unexpected arguments/ },
  ])('refuses $args in one sentence', async ({ args, message }) => {
    const { code, stderr } = await runCommand(args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
