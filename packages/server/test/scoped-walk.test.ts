import { type DatabaseKind, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import type { Knex } from 'knex';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { migrate } from '../src/index.ts';
import { NoTaskIndex } from '../src/problems/errors.ts';
import { connect } from '../src/stores/sql/connect.ts';
import { walk } from '../src/stores/sql/index/walk.ts';
import { parseSqlUrl } from '../src/stores/sql/sql-location.ts';
import { type IndexPage, type IndexQuery, NO_FILTER } from '../src/stores/task-index.ts';
import { TASK_TABLE } from './stores/django-rows.ts';
import { djangoDatabase, djangoIndex } from './stores/indexes-of-tables.ts';
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

/** Dates of rows. */
interface Dates {
  /** Half a second later than inserted: no date of an own row has a fraction. */
  readonly later: string;
  /** As many microseconds after 00:50 as the key says. */
  readonly byKey: string;
}

const DATES: Readonly<Record<DatabaseKind, Dates>> = {
  sqlite: { later: "date_done || '.500000'", byKey: "printf('2026-01-01 00:50:00.%06d', id)" },
  postgres: {
    later: "date_done + interval '0.5 second'",
    byKey: "timestamptz '2026-01-01 00:50:00Z' + id * interval '1 microsecond'",
  },
  mariadb: {
    later: 'date_done + INTERVAL 500000 MICROSECOND',
    byKey: "'2026-01-01 00:50:00' + INTERVAL id MICROSECOND",
  },
};

function describeWalk(database: TestDatabase): void {
  const location = parseSqlUrl(database.url);
  const { later, byKey } = DATES[database.kind];
  let knex: Knex;

  beforeAll(async () => {
    await migrate(database.url);
    await insertManyTasks(database, ROWS);
    await database.execute(`UPDATE ${TASK_TABLE} SET date_done = ${later} WHERE task_id NOT LIKE '${PREFIX}%'`);
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

  /** A place is that of an own row, or a whole second or thousand. */
  function expectNothingForeign(pages: readonly IndexPage[]): void {
    const rows = pages.flatMap((page) => page.rows);
    const own = new Set(rows.map(({ place }) => `${place.date} ${place.key}`));
    const dates = new Set(rows.map(({ dateDone }) => dateDone));
    expect(rows.filter(({ id }) => !id.startsWith(PREFIX))).toEqual([]);
    for (const { rows: found, end, searched, searchedTo } of pages) {
      expect(searched).toBe(found.length);
      if (!dates.has(searchedTo)) expect(searchedTo ?? ':00.000000Z').toMatch(/:\d\d\.000000Z$/);
      if (end === undefined || own.has(`${end.date} ${end.key}`)) continue;
      if (end.date === null) expect(Number(end.key) % 1_000).toBe(0);
      else expect(end).toEqual({ date: expect.stringMatching(/:\d\d$/), key: '0' });
    }
  }

  const SEARCHES = [
    { title: 'searches that have time', isEarly: false },
    { title: 'searches that end early, among the rows of others', isEarly: true },
  ];

  async function expectOwnRowsOnce({ isEarly }: { readonly isEarly: boolean }) {
    if (isEarly) endSearchesEarly();
    const older = await pagesOf({ direction: 'older', from: undefined, filter: NO_FILTER });
    expectNothingForeign(older);
    expect(older.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(OWN.toReversed());
    const from = older.at(-1)?.rows.at(-1)?.place;
    const newer = await pagesOf({ direction: 'newer', from, filter: NO_FILTER });
    expectNothingForeign(newer);
    expect(newer.flatMap(({ rows }) => rows.map(({ id }) => id).toReversed())).toEqual(OWN.slice(1));
    return { older, newer };
  }

  it.each(SEARCHES)(
    'reaches every own row once in both directions, and shows no foreign row or date, with $title',
    async ({ isEarly }) => {
      const { older } = await expectOwnRowsOnce({ isEarly });
      if (isEarly) expect(older.filter(({ isComplete }) => !isComplete)).not.toEqual([]);
    },
  );

  it('finds the own rows of a filter only', async () => {
    endSearchesEarly();
    const pages = await pagesOf({ direction: 'older', from: undefined, filter: { ...NO_FILTER, status: 'REVOKED' } });
    expectNothingForeign(pages);
    expect(pages.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(['task-15000', 'task-10000']);
  });

  describe('where thousands of rows of others changed within one second', () => {
    beforeAll(() => database.execute(`UPDATE ${TASK_TABLE} SET date_done = ${byKey} WHERE id BETWEEN 3000 AND 17000`));

    it.each(SEARCHES)('goes on to the end of the second, with $title', async (row) => {
      await expectOwnRowsOnce(row);
    });
  });

  describe('where all rows have one date', () => {
    beforeAll(() => database.execute(`UPDATE ${TASK_TABLE} SET date_done = '2026-01-01 00:50:00.123456'`));

    it.each(SEARCHES)('goes on behind that date, with $title', async (row) => {
      await expectOwnRowsOnce(row);
    });

    it('refuses a search that would pass too many rows of others before it may end', async () => {
      endSearchesEarly();
      const filter = { ...NO_FILTER, prefix: 'none' };
      const range = { byDate: true, direction: 'older', from: undefined, filter, leading: undefined } as const;
      const searching = (maxPassed: number) =>
        walk(djangoDatabase(knex, location.kind), range, { limit: 50, mayEndAt: () => false, maxPassed });
      await expect(searching(10_000)).rejects.toThrow(NoTaskIndex);
      expect(await searching(2 * ROWS)).toMatchObject({ rows: [], end: undefined });
    });
  });

  describe('where no index has the dates', () => {
    beforeAll(() =>
      database.execute(`DROP INDEX ${DATE_INDEX}${database.kind === 'mariadb' ? ` ON ${TASK_TABLE}` : ''}`),
    );

    it.each(SEARCHES)('is in the order of keys, and shows no foreign key, with $title', async ({ isEarly }) => {
      const { older, newer } = await expectOwnRowsOnce({ isEarly });
      for (const { end } of [...older, ...newer]) expect(end?.date ?? null).toBeNull();
    });
  });
}

const DATE_INDEX = 'django_cele_date_do_f59aad_idx';
