import { type DatabaseKind, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import type { Knex } from 'knex';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { migrate } from '../src/index.ts';
import { connect } from '../src/stores/sql/connect.ts';
import { parseSqlUrl } from '../src/stores/sql/sql-location.ts';
import { type IndexPage, type IndexQuery, NO_FILTER } from '../src/stores/task-index.ts';
import { TASK_TABLE } from './stores/django-rows.ts';
import { djangoIndex } from './stores/indexes-of-tables.ts';
import { insertManyTasks } from './stores/many-tasks.ts';

/** Lists of a grant whose prefix has more rows than are sorted at once: they walk past the rows of others. */
for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`a list of more than 10,000 granted rows on ${kind}`, () => {
    if (database !== undefined) describeWalk(database);
  });
}

const ROWS = 20_000;
/** 11,111 of the ids begin with it. Those of others lie before, between and behind them. */
const PREFIX = 'task-1';
const OWN = Array.from({ length: ROWS }, (_, at) => `task-${at + 1}`).filter((id) => id.startsWith(PREFIX));

/** Half a second later: no date of an own row has a fraction. */
const LATER: Readonly<Record<DatabaseKind, string>> = {
  sqlite: "date_done || '.500000'",
  postgres: "date_done + interval '0.5 second'",
  mariadb: 'date_done + INTERVAL 500000 MICROSECOND',
};

function describeWalk(database: TestDatabase): void {
  const location = parseSqlUrl(database.url);
  let knex: Knex;

  beforeAll(async () => {
    await migrate(database.url);
    await insertManyTasks(database, ROWS);
    await database.execute(
      `UPDATE ${TASK_TABLE} SET date_done = ${LATER[database.kind]} WHERE task_id NOT LIKE '${PREFIX}%'`,
    );
    knex = connect(location, { timeout: 60_000 });
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(async () => {
    await knex?.destroy();
    await database.close();
  });

  /** Every page, from a place to the last row. */
  async function pagesOf(query: Pick<IndexQuery, 'direction' | 'from' | 'filter'>): Promise<readonly IndexPage[]> {
    const index = djangoIndex(knex, location.kind);
    const scope = { ids: new Set<string>(), prefix: PREFIX };
    const pages: IndexPage[] = [];
    for (let from = query.from; ; ) {
      const page = await index.list({ ...query, from, scope, limit: 1_000 });
      pages.push(page);
      if (page.end === undefined) return pages;
      from = page.end;
    }
  }

  /** Each read of the clock is a second later, so that every search ends after its first step. */
  function endSearchesEarly(): void {
    let now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 1_000;
      return now;
    });
  }

  /** A place is that of an own row, or a whole second without a key. */
  function expectNothingForeign(pages: readonly IndexPage[]): void {
    const own = new Set(pages.flatMap(({ rows }) => rows.map(({ place }) => `${place.date} ${place.key}`)));
    for (const { rows, end, searched, searchedTo } of pages) {
      expect(rows.filter(({ id }) => !id.startsWith(PREFIX))).toEqual([]);
      expect(searched).toBe(rows.length);
      expect(searchedTo ?? '').not.toContain('.5');
      if (end !== undefined && !own.has(`${end.date} ${end.key}`))
        expect(end).toEqual({ date: expect.stringMatching(/:\d\d$/), key: '0' });
    }
  }

  it.each([
    { title: 'searches that have time', isEarly: false },
    { title: 'searches that end early, among the rows of others', isEarly: true },
  ])('reaches every own row once in both directions, and shows no foreign row or date, with $title', async (row) => {
    if (row.isEarly) endSearchesEarly();
    const older = await pagesOf({ direction: 'older', from: undefined, filter: NO_FILTER });
    expectNothingForeign(older);
    expect(older.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(OWN.toReversed());
    if (row.isEarly) expect(older.filter(({ isComplete }) => !isComplete)).not.toEqual([]);
    const from = older.at(-1)?.rows.at(-1)?.place;
    const newer = await pagesOf({ direction: 'newer', from, filter: NO_FILTER });
    expectNothingForeign(newer);
    expect(newer.flatMap(({ rows }) => rows.map(({ id }) => id).toReversed())).toEqual(OWN.slice(1));
  });

  it('finds the own rows of a filter only', async () => {
    endSearchesEarly();
    const pages = await pagesOf({ direction: 'older', from: undefined, filter: { ...NO_FILTER, status: 'REVOKED' } });
    expectNothingForeign(pages);
    expect(pages.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(['task-15000', 'task-10000']);
  });
}
