import type { Dialect } from '../sql-location.ts';

/** Indexes that a table may get, so that lists find the rows of each filter at once. */
export interface WantedIndexes {
  readonly dialect: Dialect;
  /** `schema.table` or `table`, checked before: letters, digits, `_`, `$` and `-`. */
  readonly table: string;
  /** The start of the names of the indexes. */
  readonly prefix: string;
  /** The columns of filters. */
  readonly columns: readonly string[];
}

/**
 * SQL that creates an index `(column, date_done, id)` for each column. In PostgreSQL and MySQL, workers can write
 * meanwhile. SQLite prefers indexes with statistics, so that the new ones need them, too.
 */
export function createIndexesSql({ dialect, table, prefix, columns }: WantedIndexes): readonly string[] {
  const concurrently = dialect === 'postgres' ? 'CONCURRENTLY ' : '';
  // MySQL refuses the statement where it would have to lock the table
  const online = dialect === 'mysql' ? ' ALGORITHM=INPLACE LOCK=NONE' : '';
  const created = columns.map((column) => {
    const name = quotedFor(dialect, indexName(prefix, column));
    return `CREATE INDEX ${concurrently}${name} ON ${quotedFor(dialect, table)} (${column}, date_done, id)${online}`;
  });
  return dialect === 'sqlite' ? [...created, `ANALYZE ${quotedFor(dialect, table)}`] : created;
}

/** SQL that removes what {@link createIndexesSql} creates. */
export function dropIndexesSql({ dialect, table, prefix, columns }: WantedIndexes): readonly string[] {
  const schema = table.includes('.') ? `${table.split('.')[0]}.` : '';
  return columns.map((column) => {
    const name = indexName(prefix, column);
    if (dialect === 'mysql') return `DROP INDEX ${quotedFor(dialect, name)} ON ${quotedFor(dialect, table)}`;
    const concurrently = dialect === 'postgres' ? 'CONCURRENTLY ' : '';
    return `DROP INDEX ${concurrently}IF EXISTS ${quotedFor(dialect, schema + name)}`;
  });
}

/** Both, as text for an operator. */
export function printedIndexes(wanted: WantedIndexes): string {
  const alone = wanted.dialect === 'postgres' ? ': each statement alone, outside of a transaction' : '';
  return `-- SQL${alone}
${createIndexesSql(wanted).join(';\n')};

-- SQL to remove it
${dropIndexesSql(wanted).join(';\n')};
`;
}

function indexName(prefix: string, column: string): string {
  return `${prefix}${column}_done`;
}

function quotedFor(dialect: Dialect, name: string): string {
  const mark = dialect === 'mysql' ? '`' : '"';
  return name
    .split('.')
    .map((part) => mark + part + mark)
    .join('.');
}
