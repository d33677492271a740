import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { forEachYielding } from '../../lib/for-each-yielding.ts';
import { commonValuesAsNull } from './common-values.ts';
import type { Ids } from './queryable-ids.ts';
import type { RowMaker, RowSource } from './row-source.ts';
import { selectedColumns } from './selected-columns.ts';
import { type SessionState, sessionState } from './session.ts';

/** A statement, and the function that creates rows from its values. The function is created with the first result. */
interface Statement {
  readonly text: string;
  /**
   * The name of the statement. It differs for every text: behind a pooler, clients with other tables may share a
   * session.
   */
  readonly name: string;
  /** The value of {@link SessionState.schemaChanges} when the statement was written. */
  readonly schemaChanges: number;
  toRow?: ReturnType<RowMaker>;
}

/** Statements by source: writing a statement costs as much as running it. */
const statements = new WeakMap<RowSource, Statement>();

interface ArrayResult {
  readonly rows: readonly (readonly unknown[])[];
  readonly fields: readonly { readonly name: string }[];
}

/**
 * Reads the rows of ids, in any order. The statement has a name if sessions keep prepared statements, so that
 * PostgreSQL plans it once per connection.
 */
export async function selectFromPostgres(knex: Knex, source: RowSource, ids: Ids): Promise<readonly object[]> {
  const state = sessionState(knex.client);
  const statement = statementOf(knex, source, state);
  // rows as arrays are faster: for objects the driver would look up a name for every value
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
  // PgBouncer identifies statements by their text, so a comment creates a new statement
  const comment = schemaChanges === 0 ? '' : ` /* ${schemaChanges} */`;
  const text = `${writeStatement(knex, source)}${comment}`;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARS);
  const statement = { text, name: `read ${source.name} ${hash}`, schemaChanges };
  statements.set(source, statement);
  return statement;
}

const HASH_CHARS = 16;

/**
 * Creates rows of any source, by the names of its columns. A {@link RowSource.rowMaker} is faster, but only for its
 * source.
 */
export function makeRowByName({ commonValues }: RowSource): RowMaker {
  return (names) => (values) => {
    const row: Record<string, unknown> = {};
    for (const [at, name] of names.entries()) row[name] = values[at] ?? commonValues.get(name) ?? null;
    return row;
  };
}

/**
 * Writes an array literal of PostgreSQL. The driver would write 100,000 ids without a pause, and block all other
 * requests.
 */
async function arrayText(ids: Ids): Promise<string> {
  if (ids.uuids !== undefined) return `{${ids.uuids}}`;
  const parts: string[] = [];
  await forEachYielding(ids.all, (id) => parts.push(`"${id.replace(/["\\]/g, '\\$&')}"`));
  return `{${parts.join(',')}}`;
}

/**
 * Writes a statement that looks up each id separately. `= ANY` would sort all ids by a collation first, and a join
 * could be planned as a scan while the table is small. LIMIT 1 is correct because ids are unique.
 */
function writeStatement(knex: Knex, source: RowSource): string {
  const columns = commonValuesAsNull(knex, source, selectedColumns(knex, 'postgres', source));
  const row = knex(source.table).select(columns).whereRaw('?? = asked.id', [source.id]).limit(1);
  return `SELECT found.* FROM unnest(?::text[]) AS asked(id) CROSS JOIN LATERAL (${row.toQuery()}) AS found`;
}
