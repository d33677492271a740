import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { forEachYielding } from '../../lib/for-each-yielding.ts';
import { commonValuesAsNull } from './common-values.ts';
import type { Ids } from './queryable-ids.ts';
import type { RowMaker, RowSource } from './row-source.ts';
import { selectedColumns } from './selected-columns.ts';
import { type SessionState, sessionState } from './session.ts';

/** A statement, and the function that makes rows of its values once their names are known. */
interface Statement {
  readonly text: string;
  /** Differs for every text: behind a pooler, clients with other tables may use the same session. */
  readonly name: string;
  /** The {@link SessionState.schemaChanges} that it was written after. */
  readonly schemaChanges: number;
  toRow?: ReturnType<RowMaker>;
}

/** Statements by source: writing one costs as much as running it. */
const statements = new WeakMap<RowSource, Statement>();

interface ArrayResult {
  readonly rows: readonly (readonly unknown[])[];
  readonly fields: readonly { readonly name: string }[];
}

/**
 * Reads the rows of ids, in any order. The statement has a name where sessions keep it, so that PostgreSQL plans it
 * once per connection.
 */
export async function selectFromPostgres(knex: Knex, source: RowSource, ids: Ids): Promise<readonly object[]> {
  const state = sessionState(knex.client);
  const statement = statementOf(knex, source, state);
  // arrays: for objects the driver would look up a name for every value
  const { rows, fields }: ArrayResult = await knex
    .raw(statement.text, [await arrayText(ids)])
    .options({ rowMode: 'array', ...(state.prepares ? { name: statement.name } : {}) });
  statement.toRow ??= (source.rowMaker ?? makeRowByName(source))(fields.map(({ name }) => name));
  const { toRow } = statement;
  const found: object[] = [];
  await forEachYielding(rows, (values) => found.push(toRow(values)));
  return found;
}

function statementOf(knex: Knex, source: RowSource, { schemaChanges }: SessionState): Statement {
  const known = statements.get(source);
  if (known?.schemaChanges === schemaChanges) return known;
  // PgBouncer keeps statements by their text: a comment makes another one
  const comment = schemaChanges === 0 ? '' : ` /* ${schemaChanges} */`;
  const text = `${writeStatement(knex, source)}${comment}`;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARS);
  const statement = { text, name: `read ${source.name} ${hash}`, schemaChanges };
  statements.set(source, statement);
  return statement;
}

const HASH_CHARS = 16;

/** Makes rows of any source, by the names of its columns. A {@link RowSource.rowMaker} is faster, for one source. */
export function makeRowByName({ commonValues }: RowSource): RowMaker {
  return (names) => (values) => {
    const row: Record<string, unknown> = {};
    for (const [at, name] of names.entries()) row[name] = values[at] ?? commonValues.get(name) ?? null;
    return row;
  };
}

/**
 * An array literal of PostgreSQL. The driver would write one of 100,000 ids in one go, and block every other request
 * meanwhile.
 */
async function arrayText(ids: Ids): Promise<string> {
  if (ids.uuids !== undefined) return `{${ids.uuids}}`;
  const parts: string[] = [];
  await forEachYielding(ids.all, (id) => parts.push(`"${id.replace(/["\\]/g, '\\$&')}"`));
  return `{${parts.join(',')}}`;
}

/**
 * Looks up each id by itself. `= ANY` would sort all ids by a collation first, and a join could be planned as a scan
 * while the table is small. LIMIT 1 is right because ids are unique.
 */
function writeStatement(knex: Knex, source: RowSource): string {
  const columns = commonValuesAsNull(knex, source, selectedColumns(knex, 'postgres', source));
  const row = knex(source.table).select(columns).whereRaw('?? = asked.id', [source.id]).limit(1);
  return `SELECT found.* FROM unnest(?::text[]) AS asked(id) CROSS JOIN LATERAL (${row.toQuery()}) AS found`;
}
