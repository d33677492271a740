import type { Knex } from 'knex';
import { inSlices } from '../../slices.ts';
import { askableIds, type Ids, inChunks } from './askable-ids.ts';
import { addWhole, hasLarge, isIncomplete, selectedColumns } from './read-large.ts';
import { selectPrepared } from './select-postgres.ts';
import type { Source } from './source.ts';
import type { Dialect } from './tables.ts';

/** Ids of one query. Of MySQL each is a value of its own in the statement. */
const CHUNK: Readonly<Record<Dialect, number>> = { postgres: 100_000, mysql: 500, sqlite: 100_000 };

/** Reads the rows of many ids, keyed by the id as it was asked for, and by the stored one where that differs: in one query, but for very many ids. */
export type ReadRows = <Row extends object>(
  source: Source,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, Row>>;

export function rowReader(knex: Knex, dialect: Dialect): ReadRows {
  return async <Row extends object>(source: Source, ids: readonly string[]) => {
    const askable = askableIds(ids);
    const found = new Map<string, Row>();
    for (const asked of inChunks(askable, CHUNK[dialect])) {
      const rows = await select<Row>(knex, dialect, source, asked);
      const large = hasLarge(source) ? source : undefined;
      await inSlices(rows, (row) => {
        const id = idOf(row, source);
        found.set(id, row);
        if (large && isIncomplete(row)) addWhole(row, { knex, dialect, source: large, id });
      });
      if (dialect === 'mysql') await byCollation(knex, source, { asked: asked.all, rows: rows.length, found });
    }
    return found;
  };
}

async function select<Row>(knex: Knex, dialect: Dialect, source: Source, ids: Ids): Promise<readonly Row[]> {
  if (dialect === 'postgres') return (await selectPrepared(knex, source, ids)) as readonly Row[];
  const query = knex(source.table).select(selectedColumns(knex, dialect, source));
  const column = knex.ref(source.id).toQuery();
  const rows: unknown = await (dialect === 'mysql'
    ? query.whereIn(source.id, ids.all)
    : query.whereRaw(`${column} IN (SELECT value FROM json_each(?))`, [JSON.stringify(ids.all)]));
  return rows as readonly Row[];
}

interface Answered<Row> {
  readonly asked: readonly string[];
  /** How many came. */
  readonly rows: number;
  /** By the id that is stored; those that others belong to are added. */
  readonly found: Map<string, Row>;
}

/**
 * MySQL compares by the column's collation, where case and accents may not count (vectors collation-case, collation-accents). Ids that no row has to the letter are asked
 * for one by one, in one statement, so that the database says which row is theirs.
 */
async function byCollation<Row extends object>(
  knex: Knex,
  source: Source,
  { asked, rows, found }: Answered<Row>,
): Promise<void> {
  const ids = new Set(asked);
  const open = [...ids].filter((id) => !found.has(id));
  if (open.length === 0 || (rows <= ids.size - open.length && !mayShareRows(open, found))) return;
  const [first, ...rest] = open.map((id) =>
    knex(source.table)
      .select({ asked: knex.raw('?', [id]), stored: source.id })
      .where(source.id, id),
  );
  const pairs: readonly { asked: string; stored: string }[] = (await first?.unionAll(rest)) ?? [];
  for (const { asked: id, stored } of pairs) {
    const row = found.get(stored);
    if (row) found.set(id, row);
  }
}

/** Whether one of the ids differs from that of a row by what many collations pass over. */
function mayShareRows(open: readonly string[], found: ReadonlyMap<string, unknown>): boolean {
  const stored = new Set([...found.keys()].map(folded));
  return open.some((id) => stored.has(folded(id)));
}

function folded(id: string): string {
  return id.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function idOf(row: object, { id }: Source): string {
  return String((row as Readonly<Record<string, unknown>>)[id]);
}
