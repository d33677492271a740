import type { Knex } from 'knex';
import { GROUP_COLUMNS, GROUP_TABLE, TASK_COLUMNS, TASK_TABLE } from './tables.ts';

/** Where rows are read: a table, its id column, and the columns wanted. */
export interface Source {
  readonly table: string;
  readonly id: string;
  readonly columns: readonly string[];
}

export const TASKS: Source = { table: TASK_TABLE, id: 'task_id', columns: TASK_COLUMNS };
export const GROUPS: Source = { table: GROUP_TABLE, id: 'group_id', columns: GROUP_COLUMNS };

/** Ids of one IN list on MySQL; a full list always has this many, so that its statement repeats. */
const CHUNK = 500;

export type Dialect = 'sqlite' | 'postgres' | 'mysql';

/** Reads the rows of many ids, keyed by the id as it was asked for. One query on SQLite and PostgreSQL, one for every 500 ids on MySQL. */
export type ReadRows = <Row extends object>(
  source: Source,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, Row>>;

export function rowReader(knex: Knex, dialect: Dialect): ReadRows {
  const query = dialect === 'mysql' ? inChunks(knex) : inOneQuery(knex, dialect);
  return async <Row extends object>(source: Source, ids: readonly string[]) => {
    // no column holds these, and PostgreSQL refuses to look for them
    const askable = ids.filter((id) => !id.includes('\0') && id.isWellFormed());
    const found = new Map<string, Row>();
    if (askable.length === 0) return found;
    const rows = await query<Row>(source, askable);
    const byId = new Map(rows.map((row) => [idOf(row, source), row]));
    for (const id of askable) {
      const row = byId.get(id);
      if (row) found.set(id, row);
    }
    if (dialect === 'mysql' && found.size < byId.size) await byCollation(knex, source, { askable, byId, found });
    return found;
  };
}

type Query = <Row extends object>(source: Source, ids: readonly string[]) => Promise<readonly Row[]>;

function inOneQuery(knex: Knex, dialect: 'sqlite' | 'postgres'): Query {
  return async <Row extends object>({ table, id, columns }: Source, ids: readonly string[]) => {
    const list = dialect === 'postgres' ? '= ANY(?::text[])' : 'IN (SELECT value FROM json_each(?))';
    const bound = dialect === 'postgres' ? [...ids] : JSON.stringify(ids);
    const query = knex(table)
      .select(columns)
      .whereRaw(`${knex.ref(id).toQuery()} ${list}`, [bound]);
    // a name makes PostgreSQL plan the statement once a connection
    const rows: unknown = await (dialect === 'postgres' ? query.options({ name: `read-${table}` }) : query);
    return rows as readonly Row[];
  };
}

function inChunks(knex: Knex): Query {
  return async <Row extends object>({ table, id, columns }: Source, ids: readonly string[]) => {
    const rows: Row[] = [];
    for (let at = 0; at < ids.length; at += CHUNK) {
      const found: unknown = await knex(table)
        .select(columns)
        .whereIn(id, ids.slice(at, at + CHUNK));
      rows.push(...(found as readonly Row[]));
    }
    return rows;
  };
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
  for (let at = 0; at < open.length; at += CHUNK) {
    const part = open.slice(at, at + CHUNK).map((id) =>
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
  return String(Object.entries(row).find(([column]) => column === source.id)?.[1]);
}
