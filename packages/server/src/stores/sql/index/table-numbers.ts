import type { Knex } from 'knex';
import { toUtc } from '../../../lib/to-utc.ts';
import { type IndexText, NO_FILTER } from '../../task-index.ts';
import { NO_GROUP, type RowCount, type TaskCounts, type TaskNumbers } from '../../task-numbers.ts';
import { readActivity } from './activity.ts';
import { beginnings, type Catalog } from './catalog.ts';
import type { IndexDatabase } from './index-table.ts';
import { rowsOf, rowsOrNone } from './rows-of.ts';
import { addRange, selectRows, type ValuesRow } from './statements.ts';
import { distinctValues, estimateRows, SIZES } from './statistics.ts';
import { placeOf } from './walk.ts';

/** Largest number of rows of a state that are counted. */
const MAX_COUNTED = 100_000;
/** Rows that are searched for periodic tasks, and rows that are returned. */
const PERIODIC_STEP = 20_000;
const MAX_PERIODIC = 1_000;
const MAX_CHORDS = 100;
const MAX_IN_STATE = 200;

/** Creates the counts and lists over all rows of a table of tasks. */
export function createTableNumbers(database: IndexDatabase, indexes: Catalog): TaskNumbers {
  const { knex, dialect, table, groups } = database;
  const { texts, source } = table;

  /** Undefined if no index begins with the text. */
  async function valuesOf(text: IndexText): Promise<readonly string[] | undefined> {
    const column = texts.get(text);
    if (column === undefined || !beginnings(await indexes())(column)) return undefined;
    const rows = await rowsOf<{ readonly value: unknown }>(database, distinctValues(database, column));
    return rows.map(({ value }) => String(value)).filter((value) => value !== '');
  }

  async function countState(column: string, status: string): Promise<RowCount> {
    const some = knex(source.table)
      .select({ one: knex.raw('1') })
      .where(column, status)
      .limit(MAX_COUNTED + 1);
    const [row] = await rowsOf<{ readonly n: unknown }>(database, knex.from(some.as('counted')).count({ n: '*' }));
    const count = Number(row?.n);
    return count > MAX_COUNTED ? { count: MAX_COUNTED, exactness: 'at_least' } : { count, exactness: 'exact' };
  }

  return {
    counts: async () => {
      const column = texts.get('status') ?? '';
      const states = new Map<string, RowCount>();
      for (const status of (await valuesOf('status')) ?? []) states.set(status, await countState(column, status));
      return completed(states, await estimateRows(database));
    },
    values: async () => ({
      status: await valuesOf('status'),
      name: await valuesOf('name'),
      worker: await valuesOf('worker'),
      periodic: await valuesOf('periodic'),
    }),
    inState: async (status) => {
      const column = texts.get('status') ?? '';
      if (!beginnings(await indexes())(column)) return undefined;
      const rows = await rowsOf<ValuesRow>(database, selectRows(database).where(column, status).limit(MAX_IN_STATE));
      return rows.map((values) => ({ ...table.toRow(values), place: placeOf(values) }));
    },
    activity: async (since, step) =>
      readActivity(database, { byDate: beginnings(await indexes())(table.date), since, step }),
    periodic: async () => {
      const column = texts.get('periodic');
      if (column === undefined) return [];
      const byDate = beginnings(await indexes())(table.date);
      const range = { byDate, direction: 'older', from: undefined, filter: NO_FILTER, leading: undefined } as const;
      const fence = addRange(database, selectRows(database), range).limit(PERIODIC_STEP);
      const query = knex.select('*').from(fence.as('walked')).whereNotNull(column).where(column, '<>', '');
      const rows = await rowsOf<ValuesRow>(database, query.limit(MAX_PERIODIC));
      return rows.map((values) => ({ ...table.toRow(values), place: placeOf(values) }));
    },
    size: async () => {
      const [row] = await rowsOf<{ readonly bytes: unknown }>(database, SIZES[dialect](knex, source.table));
      return row?.bytes == null ? undefined : Number(row.bytes);
    },
    waitingChords: async () => {
      if (!groups) return undefined;
      const query = knex(groups.chords)
        .select(['group_id', 'count'])
        .where('count', '>', 0)
        .orderBy('id')
        .limit(MAX_CHORDS);
      const rows = await rowsOrNone<ChordRow>(database, query);
      const dates = new Map<string, GroupRow>();
      if (rows.length > 0) {
        const ids = rows.map(({ group_id: id }) => id);
        for (const row of await rowsOrNone<GroupRow>(database, groupRows(ids))) dates.set(row.group_id, row);
      }
      return rows.map(({ group_id: group, count }) => ({
        group,
        left: Number(count),
        dateCreated: toUtc(dates.get(group)?.date_created),
      }));
    },
    group: async (id) => {
      if (!groups) return NO_GROUP;
      const isSame = ({ group_id: stored }: { readonly group_id: string }): boolean => stored === id;
      const group = (await rowsOrNone<GroupRow>(database, groupRows([id]))).find(isSame);
      const chords = knex(groups.chords).select(['group_id', 'count']).where('group_id', id).where('count', '>', 0);
      const chord = (await rowsOrNone<ChordRow>(database, chords)).find(isSame);
      return {
        dateCreated: toUtc(group?.date_created),
        dateDone: toUtc(group?.date_done),
        left: chord && Number(chord.count),
      };
    },
  };

  function groupRows(ids: readonly string[]): Knex.QueryBuilder {
    const date = (column: string): Knex.Raw =>
      dialect === 'postgres'
        ? knex.raw(`to_char(?? AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS ??`, [column, column])
        : knex.raw('??', [column]);
    return knex(groups?.groups ?? '')
      .select(['group_id', date('date_created'), date('date_done')])
      .whereIn('group_id', ids);
  }
}

interface ChordRow {
  readonly group_id: string;
  readonly count: unknown;
}

interface GroupRow {
  readonly group_id: string;
  readonly date_created: unknown;
  readonly date_done: unknown;
}

/** Adds the total. If only one state was not counted exactly, its number is the total minus the other states. */
function completed(states: ReadonlyMap<string, RowCount>, estimate: number): TaskCounts {
  const sum = [...states.values()].reduce((total, { count }) => total + count, 0);
  const open = [...states].filter(([, { exactness }]) => exactness !== 'exact');
  const [most] = open;
  if (!most)
    return {
      total: { count: states.size === 0 ? estimate : sum, exactness: states.size === 0 ? 'estimate' : 'exact' },
      states,
    };
  const total: RowCount = { count: Math.max(estimate, sum), exactness: 'estimate' };
  if (open.length > 1) return { total, states };
  const rest: RowCount = { count: total.count - (sum - most[1].count), exactness: 'estimate' };
  return { total, states: new Map([...states, [most[0], rest]]) };
}
