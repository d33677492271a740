import type { Knex } from 'knex';
import type { RowSource } from './row-source.ts';

/**
 * Fast path: PostgreSQL sends NULL in place of a value that nearly every row has, and {@link RowSource.commonValues}
 * restores the value. It is one of the changes that together save 12 % of a group of 100 (bench/README.md). For a
 * stored NULL, '' is sent, which is read the same way.
 */
export function commonValuesAsNull(
  knex: Knex,
  { commonValues }: RowSource,
  columns: readonly (string | Knex.Raw)[],
): readonly (string | Knex.Raw)[] {
  return columns.map((column) => {
    const common = typeof column === 'string' ? commonValues.get(column) : undefined;
    return common === undefined ? column : knex.raw("nullif(coalesce(??, ''), ?) AS ??", [column, common, column]);
  });
}
