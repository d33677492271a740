import type { Knex } from 'knex';
import { STORED_ID } from '../decode/stored-form.ts';
import type { RowSource } from './row-source.ts';

/** A query's ids and the rows that it found. */
export interface CollationLookup<Row> {
  readonly knex: Knex;
  readonly source: RowSource;
  readonly ids: readonly string[];
  /** The number of rows that the query returned. */
  readonly rowCount: number;
  /** Rows by stored id. Entries by requested id are added. */
  readonly found: Map<string, Row>;
}

/**
 * MySQL compares ids by the column's collation, which may ignore case and accents (vectors collation-case,
 * collation-accents). If no row has exactly the requested id, one more query asks the database which row matches.
 */
export async function addRowsByCollation<Row extends object>({
  knex,
  source,
  ids,
  rowCount,
  found,
}: CollationLookup<Row>): Promise<void> {
  const unique = new Set(ids);
  const open = [...unique].filter((id) => !found.has(id));
  if (open.length === 0 || rowCount === 0 || areApart(open, found)) return;
  const [first, ...rest] = open.map((id) =>
    knex(source.table)
      .select({ asked: knex.raw('?', [id]), stored: source.id })
      .where(source.id, id),
  );
  const pairs: readonly { asked: string; stored: string }[] = (await first?.unionAll(rest)) ?? [];
  for (const { asked, stored } of pairs) {
    const row = found.get(stored);
    if (row) found.set(asked, { ...row, [STORED_ID]: stored });
  }
}

/** The characters of UUIDs. Of these, a collation can only equate the two cases of a letter. */
const HEXADECIMAL = /^[0-9a-fA-F-]+$/;

/**
 * Fast path: whether no missing id equals a stored id, which only UUIDs can prove. For other ids the database decides,
 * since a collation may equate any letters (ß and ss, i and j): vector mysql-collation-group-sharp-s.
 */
function areApart(open: readonly string[], found: ReadonlyMap<string, unknown>): boolean {
  const stored = new Set<string>();
  for (const id of found.keys()) {
    if (!HEXADECIMAL.test(id)) return false;
    stored.add(id.toLowerCase());
  }
  return open.every((id) => HEXADECIMAL.test(id) && !stored.has(id.toLowerCase()));
}
