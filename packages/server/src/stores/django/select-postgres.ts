import type { Knex } from 'knex';
import { inSlices } from '../../slices.ts';
import type { Ids } from './askable-ids.ts';
import { selectedColumns } from './read-large.ts';
import { type RowMaker, type Source, USUAL } from './source.ts';

/** What PostgreSQL is asked by ids: most of a server's time goes to this, and to what the driver makes of the answer. */

/** A statement, and what makes rows of its values once their names are known. */
interface Prepared {
  readonly text: string;
  toRow?: ReturnType<RowMaker>;
}

/** By source: to write one anew for every query is a part of its cost that need not be. */
const statements = new WeakMap<Source, Prepared>();

interface Answer {
  readonly rows: readonly (readonly unknown[])[];
  readonly fields: readonly { readonly name: string }[];
}

/** The rows of the ids, in any order. A name makes PostgreSQL plan a statement once a connection. */
export async function selectPrepared(knex: Knex, source: Source, ids: Ids): Promise<readonly object[]> {
  const prepared = statements.get(source) ?? { text: writeStatement(knex, source) };
  statements.set(source, prepared);
  // as arrays: for objects the driver looks a name up for every value
  const { rows, fields }: Answer = await knex
    .raw(prepared.text, [await arrayText(ids)])
    .options({ name: `read ${source.name}`, rowMode: 'array' });
  prepared.toRow ??= (source.rowMaker ?? byName)(fields.map(({ name }) => name));
  const { toRow } = prepared;
  const found: object[] = [];
  await inSlices(rows, (values) => found.push(toRow(values)));
  return found;
}

const byName: RowMaker = (names) => (values) => {
  const row: Record<string, unknown> = {};
  for (const [at, name] of names.entries()) row[name] = values[at] ?? USUAL.get(name) ?? null;
  return row;
};

/** An array in PostgreSQL's own form: the driver would write one of a hundred thousand ids in one go, and every other request would wait. */
async function arrayText(ids: Ids): Promise<string> {
  if (ids.uuids !== undefined) return `{${ids.uuids}}`;
  const parts: string[] = [];
  await inSlices(ids.all, (id) => parts.push(`"${id.replace(/["\\]/g, '\\$&')}"`));
  return `{${parts.join(',')}}`;
}

/**
 * Looks each id up by itself. `= ANY` would sort all of them first, by a collation, and a join could be planned as a scan while the table is
 * small; one row for each is all that there is.
 */
function writeStatement(knex: Knex, source: Source): string {
  const columns = selectedColumns(knex, 'postgres', source).map((column) => {
    const usual = typeof column === 'string' ? USUAL.get(column) : undefined;
    // one that is sent as NULL costs neither side anything; where NULL is stored, '' is read the same way
    return usual === undefined ? column : knex.raw("nullif(coalesce(??, ''), ?) AS ??", [column, usual, column]);
  });
  const row = knex(source.table).select(columns).whereRaw('?? = asked.id', [source.id]).limit(1);
  return `SELECT found.* FROM unnest(?::text[]) AS asked(id) CROSS JOIN LATERAL (${row.toQuery()}) AS found`;
}
