import type { Knex } from 'knex';
import type { Dialect } from '../../src/stores/sql/sql-location.ts';

/** A statement as it was sent, with the values of its parameters. */
export interface SentStatement {
  readonly sql: string;
  readonly bindings: readonly Knex.RawBinding[];
}

/** Runs a read, and returns the statements about a table that it sent. */
export async function statementsOf(
  knex: Knex,
  table: string,
  read: () => Promise<unknown>,
): Promise<readonly SentStatement[]> {
  const sent: SentStatement[] = [];
  const record = ({ sql, bindings = [] }: SentStatement): void => {
    if (sql.includes(table)) sent.push({ sql, bindings });
  };
  knex.on('query', record);
  try {
    await read();
  } finally {
    knex.removeListener('query', record);
  }
  return sent;
}

/** How a database reads the rows of a table for one statement. */
export interface Plan {
  /** Names of the indexes that it reads. */
  readonly indexes: readonly string[];
  /** Steps that read or sort more rows than a limit allows. */
  readonly unbounded: readonly string[];
}

/** Asks the database for its plan of a statement. */
export async function planOf(knex: Knex, dialect: Dialect, statement: SentStatement, table: string): Promise<Plan> {
  return PLANS[dialect](knex, statement, table);
}

const PLANS: Readonly<Record<Dialect, (knex: Knex, sent: SentStatement, table: string) => Promise<Plan>>> = {
  postgres: async (knex, { sql, bindings }) =>
    knex.transaction(async (transaction) => {
      // a small table is cheaper without its indexes: these say whether a plan with them exists
      for (const setting of ['enable_seqscan', 'enable_bitmapscan', 'enable_sort'])
        await transaction.raw(`SET LOCAL ${setting} = off`);
      const { rows } = await transaction.raw(`EXPLAIN (FORMAT JSON) ${sql.replace(/\$\d+/g, '?')}`, bindings);
      return postgresPlan(rows[0]['QUERY PLAN'][0].Plan, false);
    }),
  mysql: async (knex, { sql, bindings }, table) => {
    const [rows] = (await knex.raw(`EXPLAIN ${sql}`, withSmallLimits(sql, bindings))) as [readonly MysqlRow[]];
    const own = rows.filter((row) => row.table === table);
    return {
      indexes: own.flatMap(({ key }) => key ?? []),
      unbounded: own
        .filter(({ type, Extra }) => type === 'ALL' || /filesort|temporary/.test(Extra ?? ''))
        .map(({ type, Extra }) => `${type}: ${Extra}`),
    };
  },
  sqlite: async (knex, { sql, bindings }, table) => {
    const rows = (await knex.raw(`EXPLAIN QUERY PLAN ${sql}`, bindings)) as readonly SqliteRow[];
    const own = rows.filter(({ detail }) => detail.includes(table));
    const parents = new Set(own.map(({ parent }) => parent));
    const sorts = rows.filter(({ detail, parent }) => detail === 'USE TEMP B-TREE FOR ORDER BY' && parents.has(parent));
    return {
      indexes: own.flatMap(({ detail }) => / INDEX (\S+)/.exec(detail)?.[1] ?? []),
      unbounded: [...own.filter(({ detail }) => !/USING .*(INDEX|PRIMARY KEY)/.test(detail)), ...sorts].map(
        ({ detail }) => detail,
      ),
    };
  },
};

/**
 * MariaDB reads a whole table where a limit is a large part of it, and no setting forbids that. With a hundredth of
 * each limit, it plans as for a table with a hundred times the rows.
 */
function withSmallLimits(sql: string, bindings: SentStatement['bindings']): SentStatement['bindings'] {
  const words = [...sql.matchAll(/(\w*)\s*\?/g)].map(([, word = '']) => word.toLowerCase());
  return bindings.map((value, at) =>
    ['limit', 'offset'].includes(words[at] ?? '') ? Math.ceil(Number(value) / 100) : value,
  );
}

interface MysqlRow {
  readonly table: string | null;
  readonly type: string | null;
  readonly key: string | null;
  readonly Extra: string | null;
}

interface SqliteRow {
  readonly parent: number;
  readonly detail: string;
}

interface PostgresNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PostgresNode[];
}

/** A sort above a limit sorts few rows. An incremental sort reads no further than its limit. */
function postgresPlan(node: PostgresNode, isSorted: boolean): Plan {
  const type = node['Node Type'];
  const isSort = (type === 'Sort' || isSorted) && type !== 'Limit';
  const below = (node.Plans ?? []).map((child) => postgresPlan(child, isSort));
  const isLeaf = below.length === 0;
  return {
    indexes: [...(node['Index Name'] === undefined ? [] : [node['Index Name']]), ...below.flatMap((p) => p.indexes)],
    unbounded: [
      ...(type === 'Seq Scan' || (isLeaf && isSort) ? [isSort ? `Sort over ${type}` : type] : []),
      ...below.flatMap(({ unbounded }) => unbounded),
    ],
  };
}
