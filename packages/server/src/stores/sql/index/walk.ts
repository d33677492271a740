import type { Knex } from 'knex';
import { NoTaskIndex } from '../../../problems/errors.ts';
import type { IndexFilter, IndexPlace } from '../../task-index.ts';
import { ask } from '../ask.ts';
import { orUnavailable } from '../store-errors.ts';
import type { IndexDatabase } from './index-table.ts';
import {
  addFilter,
  addPlaceMoments,
  addRange,
  PLACE_DATE,
  PLACE_KEY,
  placeColumns,
  type Range,
  selectRows,
  type ValuesRow,
} from './statements.ts';

/** Rows of the first step and of the largest step of a walk. */
const FIRST_STEP = 2_000;
const MAX_STEP = 10_000;
/** Milliseconds after which a walk begins no further step. */
const WALK_MS = 100;
/** Largest number of rows that a walk reads before it reaches a place where it may end. */
const MAX_PASSED = 1_000_000;

/** The result of a walk. */
export interface Walk {
  readonly rows: readonly ValuesRow[];
  /** The place where the walk ended. Undefined after the last row. */
  readonly end: IndexPlace | undefined;
  readonly searched: number;
  readonly isComplete: boolean;
}

export interface WalkOptions {
  /** The largest number of rows that are returned. */
  readonly limit: number;
  /** Whether a walk without a matching row may end at a place. Default: at any place. */
  readonly mayEndAt?: (place: IndexPlace) => boolean;
  /** Default 1,000,000. */
  readonly maxPassed?: number;
}

/**
 * Reads the rows of a range step by step, until enough rows match a filter or the time is over. The inner query of a
 * step is a fence: every plan reads only the rows of this query, for any statistics of the database.
 *
 * @throws NoTaskIndex if the largest number of rows was read without reaching a place where the walk may end
 */
export async function walk(database: IndexDatabase, range: Range, options: WalkOptions): Promise<Walk> {
  const { limit, mayEndAt = () => true, maxPassed = MAX_PASSED } = options;
  const rest = restOf(range);
  if (isEmpty(rest)) return walkDirectly(database, range, limit);
  const startedAt = performance.now();
  const found: ValuesRow[] = [];
  let searched = 0;
  for (let step = FIRST_STEP, from = range.from; ; step = Math.min(MAX_STEP, step * 4)) {
    const part = { ...range, from };
    const fence = addRange(database, selectRows(database), part).limit(step);
    const wanted = limit - found.length;
    const rows = await run(database, addFilter(database, inOrder(database, fence, part), rest).limit(wanted));
    found.push(...rows);
    const last = found.at(-1);
    if (found.length === limit && last)
      return { rows: found, end: placeOf(last), searched: searched + step, isComplete: true };
    const end = await endOfStep(database, part, step);
    if (!end) return { rows: found, end, searched: searched + (await countOf(database, part, step)), isComplete: true };
    searched += step;
    from = end;
    if (performance.now() - startedAt < WALK_MS) continue;
    if (found.length > 0 || mayEndAt(end)) return { rows: found, end, searched, isComplete: false };
    if (searched >= maxPassed) throw new NoTaskIndex(TOO_MANY);
  }
}

const TOO_MANY = 'The search would read too many rows. Narrow it by q, or end it by until.';

/**
 * Reads a range whose index answers the whole filter. It reads one extra row, to find out whether there is another
 * page.
 */
async function walkDirectly(database: IndexDatabase, range: Range, limit: number): Promise<Walk> {
  const all = await run(database, addRange(database, selectRows(database), range).limit(limit + 1));
  const rows = all.slice(0, limit);
  const last = rows.at(-1);
  const end = all.length > limit && last ? placeOf(last) : undefined;
  return { rows, end, searched: rows.length, isComplete: true };
}

/** Returns the conditions that the index of a range does not answer. */
function restOf({ byDate, filter, leading }: Range): IndexFilter {
  return {
    ...filter,
    ...(leading === undefined ? {} : { [leading]: undefined }),
    ...(byDate ? { since: undefined, until: undefined } : {}),
  };
}

function isEmpty(filter: IndexFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

/** Selects the rows of a fence in order. If the index is ordered by keys, the limits of the date are added here. */
function inOrder(database: IndexDatabase, fence: Knex.QueryBuilder, { byDate, direction, filter }: Range) {
  const { knex } = database;
  const order = direction === 'older' ? 'desc' : 'asc';
  const query = knex.select('*').from(fence.as('walked'));
  if (!byDate) addPlaceMoments(database, query, filter);
  return query.orderBy([...(byDate ? [PLACE_DATE] : []), PLACE_KEY].map((column) => ({ column, order })));
}

/** Reads the place of the last row of a step. Undefined if the step has fewer rows. */
async function endOfStep(database: IndexDatabase, range: Range, step: number): Promise<IndexPlace | undefined> {
  const { knex, table } = database;
  const query = knex(table.source.table).select(placeColumns(database));
  const [row] = await run(
    database,
    addRange(database, query, range)
      .limit(1)
      .offset(step - 1),
  );
  return row && placeOf(row);
}

async function countOf(database: IndexDatabase, range: Range, step: number): Promise<number> {
  const { knex, table } = database;
  const rows = addRange(database, knex(table.source.table).select(table.key), range).limit(step);
  const [row] = await run(database, knex.from(rows.as('walked')).count({ [PLACE_KEY]: '*' }));
  return Number(row?.[PLACE_KEY]);
}

/** @throws StoreUnavailable */
export function run({ knex }: IndexDatabase, query: Knex.QueryBuilder): Promise<readonly ValuesRow[]> {
  return orUnavailable(ask(knex, () => query.clone()));
}

export function placeOf(row: ValuesRow): IndexPlace {
  const date = row[PLACE_DATE];
  return { date: typeof date === 'string' ? date : null, key: String(row[PLACE_KEY]) };
}
