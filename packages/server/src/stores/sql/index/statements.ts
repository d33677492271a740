import type { Knex } from 'knex';
import type { IndexFilter, IndexPlace, IndexText } from '../../task-index.ts';
import { selectable } from '../row-source.ts';
import { dateValue, type IndexDatabase, keyValue } from './index-table.ts';

/** The rows of one query, as the driver returns them. */
export interface ValuesRow extends Readonly<Record<string, unknown>> {
  readonly [PLACE_KEY]: number | string;
  readonly [PLACE_DATE]?: unknown;
}

/** The columns of a place: the stored date, unchanged, and the key. */
export const PLACE_DATE = 'place_date';
export const PLACE_KEY = 'place_key';

/** The rows that a walk reads, and their order. */
export interface Range {
  /** Whether rows are ordered by their dates. Otherwise they are ordered by their keys. */
  readonly byDate: boolean;
  readonly direction: 'older' | 'newer';
  readonly from: IndexPlace | undefined;
  readonly filter: IndexFilter;
  /** The first column of the index that is used. Undefined if the index begins with the date or the key. */
  readonly leading: IndexText | undefined;
}

/** Selects the columns of index rows. A date stays text, as the database stores it. */
export function selectRows(database: IndexDatabase): Knex.QueryBuilder {
  const { knex, dialect, table } = database;
  const { source, key, texts, columns } = table;
  const all = new Set([source.id, ...texts.values(), ...columns]);
  return knex(source.table).select([
    ...[...all].map((column) => selectable(knex, dialect, source, column)),
    ...placeColumns(database),
    ...(all.has(key) ? [] : [key]),
  ]);
}

/** The columns of a row's place. */
export function placeColumns({ knex, dialect, table }: IndexDatabase): readonly Knex.Raw[] {
  const { date, key, source, texts, columns } = table;
  const hasDate = columns.includes(date) || [...texts.values()].includes(date);
  const stored =
    dialect === 'postgres'
      ? `to_char(??${source.hasLocalDates ? '' : " AT TIME ZONE 'UTC'"}, '${MICROSECONDS}')`
      : '??';
  return [...(hasDate ? [knex.raw(`${stored} AS ${PLACE_DATE}`, [date])] : []), knex.raw(`?? AS ${PLACE_KEY}`, [key])];
}

const MICROSECONDS = 'YYYY-MM-DD HH24:MI:SS.US';

/** Limits a query to a range, and orders its rows. An index answers every condition that is added here. */
export function addRange(database: IndexDatabase, query: Knex.QueryBuilder, range: Range): Knex.QueryBuilder {
  const { table } = database;
  const { byDate, direction, filter, from, leading } = range;
  const isOlder = direction === 'older';
  const order = isOlder ? 'desc' : 'asc';
  const column = leading === undefined ? undefined : table.texts.get(leading);
  if (leading !== undefined && column !== undefined) query.where(column, filter[leading] ?? '');
  if (!byDate) {
    if (from) query.where(table.key, isOlder ? '<' : '>', keyValue(database, from.key));
    return query.orderBy(table.key, order);
  }
  query.whereNotNull(table.date);
  addMoments(database, query, filter);
  if (from?.date != null) addAfter(database, query, { date: from.date, key: from.key, isOlder });
  // without the table's name, PostgreSQL would sort by the selected text of the date, which no index contains
  return query.orderBy([
    { column: `${table.source.table}.${table.date}`, order },
    { column: `${table.source.table}.${table.key}`, order },
  ]);
}

/** Adds the limits of the date to a query over a fence. PostgreSQL has the date as text there. */
export function addPlaceMoments(
  database: IndexDatabase,
  query: Knex.QueryBuilder,
  { since, until }: Pick<IndexFilter, 'since' | 'until'>,
): void {
  const { knex, dialect, table } = database;
  const value = (moment: string): Knex.Raw => {
    const stored = table.toStored(moment);
    return dialect === 'mysql' ? dateValue(database, stored) : knex.raw('?', [stored]);
  };
  if (since !== undefined) query.where(PLACE_DATE, '>=', value(since));
  if (until !== undefined) query.where(PLACE_DATE, '<', value(until));
}

/** Adds the limits of the date. */
function addMoments(
  database: IndexDatabase,
  query: Knex.QueryBuilder,
  { since, until }: Pick<IndexFilter, 'since' | 'until'>,
): void {
  const { table } = database;
  if (since !== undefined) query.where(table.date, '>=', dateValue(database, table.toStored(since)));
  if (until !== undefined) query.where(table.date, '<', dateValue(database, table.toStored(until)));
}

/** Adds the condition for rows after a place. MySQL uses no index for a comparison of pairs. */
function addAfter(
  database: IndexDatabase,
  query: Knex.QueryBuilder,
  { date, key, isOlder }: { readonly date: string; readonly key: string; readonly isOlder: boolean },
): void {
  const { dialect, table } = database;
  const sign = isOlder ? '<' : '>';
  const value = dateValue(database, date);
  if (dialect === 'mysql')
    query
      .where(table.date, `${sign}=`, value)
      .where((both) => both.where(table.date, sign, value).orWhere(table.key, sign, keyValue(database, key)));
  else query.whereRaw(`(??, ??) ${sign} (?, ?)`, [table.date, table.key, value, keyValue(database, key)]);
}

/** Adds the conditions that no index answers to a query over a fence. */
export function addFilter(
  { dialect, table }: IndexDatabase,
  query: Knex.QueryBuilder,
  filter: IndexFilter,
): Knex.QueryBuilder {
  for (const [text, column] of table.texts) {
    const value = filter[text];
    if (value !== undefined) query.where(column, value);
  }
  if (filter.prefix !== undefined) {
    const characters = [...filter.prefix].length;
    query.whereRaw(EXACT_START[dialect], [table.source.id, characters, filter.prefix]);
  }
  return query;
}

/** SQL that tests whether a column starts with exactly a text, independent of its collation. */
const EXACT_START = {
  postgres: 'left(??, ?) COLLATE "C" = ?',
  mysql: 'CONVERT(left(??, ?) USING utf8mb4) COLLATE utf8mb4_bin = ?',
  sqlite: 'substr(??, 1, ?) COLLATE BINARY = ?',
} as const;
