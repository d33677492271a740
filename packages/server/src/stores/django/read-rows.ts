import type { Knex } from 'knex';
import { inSlices } from '../../slices.ts';
import { addWhole, hasLarge, isIncomplete, sizedColumns } from './read-large.ts';
import { type Source, selected } from './source.ts';
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
    // no column holds these, and PostgreSQL refuses to look for them
    const askable = ids.filter((id) => !id.includes('\0') && id.isWellFormed());
    const found = new Map<string, Row>();
    for (let at = 0; at < askable.length; at += CHUNK[dialect]) {
      const asked = askable.length <= CHUNK[dialect] ? askable : askable.slice(at, at + CHUNK[dialect]);
      const rows = await select<Row>(knex, dialect, source, asked);
      const large = hasLarge(source) ? source : undefined;
      await inSlices(rows, (row) => {
        const id = idOf(row, source);
        found.set(id, row);
        if (large && isIncomplete(row)) addWhole(row, { knex, dialect, source: large, id });
      });
      if (dialect === 'mysql') await byCollation(knex, source, { asked, rows: rows.length, found });
    }
    return found;
  };
}

async function select<Row>(
  knex: Knex,
  dialect: Dialect,
  source: Source,
  ids: readonly string[],
): Promise<readonly Row[]> {
  if (dialect === 'postgres') return selectPrepared(knex, source, ids);
  const query = knex(source.table).select(columnsOf(knex, dialect, source));
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
    .raw(statement, [await arrayText(ids)])
    .options({ name: `read ${source.name}` });
  return rows;
}

/** An array in PostgreSQL's own form: the driver would write one of a hundred thousand ids in one go, and every other request would wait. */
async function arrayText(ids: readonly string[]): Promise<string> {
  const parts: string[] = [];
  await inSlices(ids, (id) => parts.push(`"${id.replace(/["\\]/g, '\\$&')}"`));
  return `{${parts.join(',')}}`;
}

/**
 * Looks each id up by itself. `= ANY` would sort all of them first, by a collation, and a join could be planned as a scan while the table is
 * small; one row for each is all that there is.
 */
function writeStatement(knex: Knex, source: Source): string {
  const row = knex(source.table)
    .select(columnsOf(knex, 'postgres', source))
    .whereRaw('?? = asked.id', [source.id])
    .limit(1);
  return `SELECT found.* FROM unnest(?::text[]) AS asked(id) CROSS JOIN LATERAL (${row.toQuery()}) AS found`;
}

/** What a query selects of a source. */
function columnsOf(knex: Knex, dialect: Dialect, source: Source): readonly (string | Knex.Raw)[] {
  if (hasLarge(source)) return sizedColumns(knex, dialect, source);
  return source.columns.map((column) => selected(knex, dialect, column));
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
