import type { Knex } from 'knex';
import { inSlices } from '../../slices.ts';
import { DATE_COLUMNS, type Dialect } from './tables.ts';
import { VERSION, versionColumn } from './versions.ts';

/** Where rows are read: a table, its id column, and the columns wanted. */
export interface Source {
  /** Unlike those of the store's other sources: it names their statement. */
  readonly name: string;
  /** As a query names it, `schema.table` included. */
  readonly table: string;
  readonly id: string;
  readonly columns: readonly string[];
}

/**
 * Ids of one query. PostgreSQL's driver takes rows over as they arrive, but writes all ids in one go; SQLite's thread hands over all rows at once, which holds other
 * requests up, and MySQL plans a statement for every count of ids.
 */
const CHUNK: Readonly<Record<Dialect, number>> = { postgres: 20_000, mysql: 500, sqlite: 500 };

/** Reads the rows of many ids, keyed by the id as it was asked for: in one query, but for very many ids. */
export type ReadRows = <Row extends object>(
  source: Source,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, Row>>;

export function rowReader(knex: Knex, dialect: Dialect): ReadRows {
  return async <Row extends object>(source: Source, ids: readonly string[]) => {
    // no column holds these, and PostgreSQL refuses to look for them
    const askable = ids.filter((id) => !id.includes('\0') && id.isWellFormed());
    const found = new Map<string, Row>();
    for (let at = 0; at < askable.length; at += CHUNK[dialect]) {
      const asked = askable.slice(at, at + CHUNK[dialect]);
      const byId = new Map<string, Row>();
      await inSlices(await select<Row>(knex, dialect, source, asked), (row) => byId.set(idOf(row, source), row));
      let matched = 0;
      await inSlices(asked, (id) => {
        const row = byId.get(id);
        if (!row) return;
        found.set(id, row);
        matched += 1;
      });
      if (dialect === 'mysql' && (matched < byId.size || mayShareRows(asked, byId)))
        await byCollation(knex, source, { askable: asked, byId, found });
    }
    return found;
  };
}

/** Whether one id has a row to the letter, and another one differs from it by what many collations pass over. */
function mayShareRows(asked: readonly string[], byId: ReadonlyMap<string, unknown>): boolean {
  const found = new Set([...byId.keys()].map(folded));
  return asked.some((id) => !byId.has(id) && found.has(folded(id)));
}

function folded(id: string): string {
  return id.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

async function select<Row>(
  knex: Knex,
  dialect: Dialect,
  source: Source,
  ids: readonly string[],
): Promise<readonly Row[]> {
  if (dialect === 'postgres') return selectPrepared(knex, source, ids);
  const query = knex(source.table).select(source.columns.map((name) => selected(knex, dialect, name)));
  const column = knex.ref(source.id).toQuery();
  const rows: unknown = await (dialect === 'mysql'
    ? query.whereIn(source.id, ids)
    : query.whereRaw(`${column} IN (SELECT value FROM json_each(?))`, [JSON.stringify(ids)]));
  return rows as readonly Row[];
}

/** Statements by source: to write one anew for every query is a part of its cost that need not be. */
const statements = new WeakMap<Source, string>();

/** A name makes PostgreSQL plan a statement once a connection. */
async function selectPrepared<Row>(knex: Knex, source: Source, ids: readonly string[]): Promise<readonly Row[]> {
  const statement = statements.get(source) ?? writeStatement(knex, source);
  statements.set(source, statement);
  const { rows }: { rows: readonly Row[] } = await knex
    .raw(statement, [[...ids]])
    .options({ name: `read ${source.name}` });
  return rows;
}

function writeStatement(knex: Knex, { table, id, columns }: Source): string {
  const column = knex.ref(id).toQuery();
  return knex(table)
    .select(columns.map((name) => selected(knex, 'postgres', name)))
    .whereRaw(`${column} = ANY(?::text[])`)
    .toQuery();
}

/** A column as a query names it. PostgreSQL's own text of a moment depends on the session's time zone and date style; the driver's Date has no microseconds. */
function selected(knex: Knex, dialect: Dialect, column: string): string | Knex.Raw {
  if (column === VERSION) return versionColumn(knex, dialect);
  if (dialect !== 'postgres' || !DATE_COLUMNS.has(column)) return column;
  return knex.raw("to_char(?? AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS ??", [column, column]);
}

interface Unmatched<Row> {
  readonly askable: readonly string[];
  readonly byId: ReadonlyMap<string, Row>;
  readonly found: Map<string, Row>;
}

/**
 * MySQL compares by the column's collation, where case and accents may not count (vectors collation-case, collation-accents). Ids that no row has to the letter are asked
 * for one by one, in one statement, so that the database says which row is theirs.
 */
async function byCollation<Row extends object>(
  knex: Knex,
  source: Source,
  { askable, byId, found }: Unmatched<Row>,
): Promise<void> {
  const open = askable.filter((id) => !found.has(id));
  for (let at = 0; at < open.length; at += CHUNK.mysql) {
    const part = open.slice(at, at + CHUNK.mysql).map((id) =>
      knex(source.table)
        .select({ asked: knex.raw('?', [id]), stored: source.id })
        .where(source.id, id),
    );
    const [first, ...rest] = part;
    if (!first) return;
    const pairs: readonly { asked: string; stored: string }[] = await first.unionAll(rest);
    for (const { asked, stored } of pairs) {
      const row = byId.get(stored);
      if (row) found.set(asked, row);
    }
  }
}

function idOf(row: object, source: Source): string {
  return String(Reflect.get(row, source.id));
}
