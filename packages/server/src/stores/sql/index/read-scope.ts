import { failureOf } from '../errors/failure-of.ts';
import { isAscii } from '../id-charset.ts';
import { queryableIds } from '../queryable-ids.ts';
import { unavailable } from '../store-errors.ts';
import type { IndexDatabase } from './index-table.ts';
import { selectRows, type ValuesRow } from './statements.ts';
import { run } from './walk.ts';

/** Largest number of ids of one query. */
const MAX_IDS = 500;
/** Largest number of rows with a prefix that are sorted here. */
const MAX_PREFIX_ROWS = 10_000;

/** Reads the rows that are stored under exactly these ids. */
export async function readByIds(database: IndexDatabase, ids: ReadonlySet<string>): Promise<readonly ValuesRow[]> {
  const { id } = database.table.source;
  const all = queryableIds([...ids]).all;
  const rows: ValuesRow[] = [];
  for (let at = 0; at < all.length; at += MAX_IDS)
    rows.push(...(await runOrNone(database, all.slice(at, at + MAX_IDS))));
  // a collation may ignore case and accents, so the query may return rows of other ids
  return rows.filter((row) => ids.has(String(row[id])));
}

/** Reads the rows of ids. If the database refuses an id because of the column's character set, that id has no row. */
async function runOrNone(database: IndexDatabase, ids: readonly string[]): Promise<readonly ValuesRow[]> {
  const query = (some: readonly string[]) =>
    run(database, selectRows(database).whereIn(database.table.source.id, some));
  try {
    return ids.length === 0 ? [] : await query(ids);
  } catch (error) {
    if (failureOf(error instanceof Error ? error.cause : error) !== 'data') throw unavailable(error);
    const ascii = ids.filter(isAscii);
    return ascii.length === 0 || ascii.length === ids.length ? [] : query(ascii);
  }
}

/** Reads the rows whose id starts with a text, by the index of ids. Undefined if there are more than 10,000. */
export async function readByPrefix(database: IndexDatabase, prefix: string): Promise<readonly ValuesRow[] | undefined> {
  const { dialect, table } = database;
  const { id } = table.source;
  const query = selectRows(database).limit(MAX_PREFIX_ROWS + 1);
  if (dialect === 'sqlite') query.where(id, '>=', prefix).where(id, '<', `${prefix}\u{10ffff}`);
  else query.whereRaw(`?? LIKE ? ESCAPE '|'`, [id, `${prefix.replace(/[%_|]/g, '|$&')}%`]);
  const rows = await run(database, query);
  if (rows.length > MAX_PREFIX_ROWS) return undefined;
  return rows.filter((row) => String(row[id]).startsWith(prefix));
}
