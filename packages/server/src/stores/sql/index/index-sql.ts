import type { Dialect } from '../sql-location.ts';

/** Indexes that an operator may add, so that lists find the rows of each filter at once. */
export interface WantedIndexes {
  readonly dialect: Dialect;
  /** `schema.table` or `table`. The caller has checked it: letters, digits, `_`, `$` and `-`. */
  readonly table: string;
  /** Prefix of the index names. */
  readonly prefix: string;
  /** The columns of filters. */
  readonly columns: readonly string[];
}

/**
 * SQL that creates an index `(column, date_done, id)` for each column. In PostgreSQL and MySQL, workers can write while
 * it runs. SQLite prefers indexes with statistics, so the new indexes are analyzed, too.
 */
export function createIndexesSql({ dialect, table, prefix, columns }: WantedIndexes): readonly string[] {
  const concurrently = dialect === 'postgres' ? 'CONCURRENTLY ' : '';
  // with this, MySQL refuses the statement instead of locking the table
  const online = dialect === 'mysql' ? ' ALGORITHM=INPLACE LOCK=NONE' : '';
  const created = columns.map((column) => {
    const name = quotedFor(dialect, indexName(prefix, column));
    return `CREATE INDEX ${concurrently}${name} ON ${quotedFor(dialect, table)} (${column}, date_done, id)${online}`;
  });
  return dialect === 'sqlite' ? [...created, `ANALYZE ${quotedFor(dialect, table)}`] : created;
}

/** SQL that removes the indexes of {@link createIndexesSql}. */
export function dropIndexesSql({ dialect, table, prefix, columns }: WantedIndexes): readonly string[] {
  const schema = table.includes('.') ? `${table.split('.')[0]}.` : '';
  return columns.map((column) => {
    const name = indexName(prefix, column);
    if (dialect === 'mysql') return `DROP INDEX ${quotedFor(dialect, name)} ON ${quotedFor(dialect, table)}`;
    const concurrently = dialect === 'postgres' ? 'CONCURRENTLY ' : '';
    return `DROP INDEX ${concurrently}IF EXISTS ${quotedFor(dialect, schema + name)}`;
  });
}

/** The SQL that creates and that removes the indexes, as text for an operator. */
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
