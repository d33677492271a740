import type { Knex } from 'knex';
import { forEachYielding } from '../../lib/for-each-yielding.ts';
import { ask } from './ask.ts';
import { addRowsByCollation } from './collation.ts';
import { failureOf } from './errors/failure-of.ts';
import { isAscii, storableIds } from './id-charset.ts';
import { sourceFor } from './narrow-source.ts';
import { chunkIds, type Ids, queryableIds } from './queryable-ids.ts';
import type { RowSource } from './row-source.ts';
import { selectFromPostgres } from './select-postgres.ts';
import { selectedColumns } from './selected-columns.ts';
import type { Dialect } from './sql-location.ts';

/**
 * Reads the rows of ids in one query, or in a few for very many ids. The map has a row under the requested id, and
 * under the stored id if that differs.
 */
export type ReadRows = <Row extends object>(
  source: RowSource,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, Row>>;

/** Largest number of ids of one query. In MySQL, each id is a separate value in the statement. */
const MAX_IDS: Readonly<Record<Dialect, number>> = { postgres: 100_000, mysql: 500, sqlite: 100_000 };

/**
 * Creates a reader of rows as the driver returns them. A large text is left out, and {@link LARGE_SIZE} then has its
 * size.
 */
export function createRowReader(knex: Knex, dialect: Dialect): ReadRows {
  return async <Row extends object>(source: RowSource, ids: readonly string[]) => {
    const found = new Map<string, Row>();
    const narrow = sourceFor(source, ids.length);
    const storable = await storableIds(knex, dialect, source, queryableIds(ids));
    for (const chunk of chunkIds(storable, MAX_IDS[dialect]))
      await readChunk(chunk, async (part) => {
        const rows = (await ask(knex, () => select(knex, dialect, narrow, part))) as readonly Row[];
        await forEachYielding(rows, (row) => found.set(storedId(row, source), row));
        if (dialect === 'mysql')
          await addRowsByCollation({ knex, source, ids: part.all, rowCount: rows.length, found });
      });
    return found;
  };
}

/**
 * Reads ids. If the database cannot compare an id with the column, the ids are read again in halves. No row has such an
 * id, and the other ids of its query must still be read.
 */
async function readChunk(ids: Ids, read: (ids: Ids) => Promise<void>): Promise<void> {
  try {
    await read(ids);
  } catch (error) {
    const { all } = ids;
    const [only = ''] = all;
    if (failureOf(error) !== 'data' || (all.length === 1 && isAscii(only))) throw error;
    if (all.length === 1) return;
    const middle = Math.ceil(all.length / 2);
    await readChunk({ all: all.slice(0, middle), uuids: undefined }, read);
    await readChunk({ all: all.slice(middle), uuids: undefined }, read);
  }
}

/** Returns the stored id. */
export function storedId(row: object, { id }: RowSource): string {
  return String((row as Readonly<Record<string, unknown>>)[id]);
}

async function select(knex: Knex, dialect: Dialect, source: RowSource, ids: Ids): Promise<readonly object[]> {
  if (dialect === 'postgres') return selectFromPostgres(knex, source, ids);
  const query = knex(source.table).select(selectedColumns(knex, dialect, source));
  const column = knex.ref(source.id).toQuery();
  return dialect === 'mysql'
    ? query.whereIn(source.id, padded(ids.all))
    : query.whereRaw(`${column} IN (SELECT value FROM json_each(?))`, [JSON.stringify(ids.all)]);
}

/**
 * Repeats the last id until the number of ids is a power of two. So a connection prepares only a few statements,
 * instead of one for every number of ids.
 */
function padded(ids: readonly string[]): readonly string[] {
  const length = 2 ** Math.ceil(Math.log2(ids.length));
  return Array.from({ length }, (_, index) => ids[index] ?? ids.at(-1) ?? '');
}
