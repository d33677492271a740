import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { connect } from '../src/stores/sql/connect.ts';
import { type Dialect, parseSqlUrl } from '../src/stores/sql/sql-location.ts';
import { type IndexQuery, NO_FILTER, type TaskIndex } from '../src/stores/task-index.ts';
import { TASK_TABLE } from './stores/django-rows.ts';
import { djangoIndex } from './stores/indexes-of-tables.ts';
import { insertManyTasks } from './stores/many-tasks.ts';
import { planOf, statementsOf } from './stores/query-plans.ts';

/** The plans of the statements that lists send, on each database. */
for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`the statements of a list on ${kind}`, () => {
    if (database !== undefined) describePlans(database);
  });
}

const DATE_INDEX = 'django_cele_date_do_f59aad_idx';
const QUERY: IndexQuery = { filter: NO_FILTER, scope: undefined, limit: 50, from: undefined, direction: 'older' };
const SCOPE = { ids: new Set(['task-1', 'task-2']), prefix: undefined };

function describePlans(database: TestDatabase): void {
  const location = parseSqlUrl(database.url);
  const dialect: Dialect = location.kind;
  let knex: Knex;
  let index: TaskIndex;

  beforeAll(async () => {
    await migrate(database.url);
    await insertManyTasks(database, 20_000);
    knex = connect(location, { timeout: 60_000 });
    index = djangoIndex(knex, dialect);
  });
  afterAll(async () => {
    await knex?.destroy();
    await database.close();
  });

  const plansOf = async (query: Partial<IndexQuery>) => {
    const statements = await statementsOf(knex, TASK_TABLE, () => index.list({ ...QUERY, ...query }));
    expect(statements).not.toEqual([]);
    return Promise.all(statements.map((statement) => planOf(knex, dialect, statement, TASK_TABLE)));
  };

  it.each<{ title: string; filter: Partial<IndexQuery['filter']> }>([
    { title: 'no filter', filter: {} },
    { title: 'a common status', filter: { status: 'SUCCESS' } },
    { title: 'a rare status', filter: { status: 'REVOKED' } },
    { title: 'a name', filter: { name: 'shop.task3' } },
    { title: 'a worker', filter: { worker: 'worker1@host' } },
    { title: 'a periodic task', filter: { periodic: 'nightly' } },
    { title: 'an earliest date', filter: { since: '2026-01-01T01:00:00.000000Z' } },
    { title: 'a latest date', filter: { until: '2026-01-01T04:00:00.000000Z' } },
    { title: 'all of them', filter: { status: 'FAILURE', name: 'shop.task3', since: '2026-01-01T01:00:00.000000Z' } },
  ])('walk the index of the dates with $title, in both directions', async ({ filter }) => {
    const from = { date: '2026-01-01 03:00:00', key: '10800' };
    for (const query of [{}, { from }, { from, direction: 'newer' }] as const)
      for (const plan of await plansOf({ ...query, filter: { ...NO_FILTER, ...filter } }))
        expect(plan).toEqual({ indexes: [DATE_INDEX], unbounded: [] });
  });

  it('find ids, and starts of ids, by an index of the ids', async () => {
    for (const query of [{ filter: { ...NO_FILTER, prefix: 'task-777' } }, { scope: SCOPE }])
      for (const plan of await plansOf(query))
        expect(plan).toEqual({ indexes: [expect.stringMatching(/task_id/)], unbounded: [] });
  });

  it('would be noticed if they sorted or read the whole table', async () => {
    for (const tail of ['ORDER BY result LIMIT 10', "WHERE result = 'x'"]) {
      const sql = `SELECT id FROM ${TASK_TABLE} ${tail}`;
      expect((await planOf(knex, dialect, { sql, bindings: [] }, TASK_TABLE)).unbounded).not.toEqual([]);
    }
    const textOfDate = { postgres: 'date_done::text', mysql: 'CAST(date_done AS CHAR)', sqlite: "date_done || ''" };
    const sql = `SELECT id FROM ${TASK_TABLE} ORDER BY ${textOfDate[dialect]} LIMIT 10`;
    expect((await planOf(knex, dialect, { sql, bindings: [] }, TASK_TABLE)).unbounded).toHaveLength(1);
  });
}
