/**
 * The meaning of a database error for a read.
 *
 * - `outage`: the database does not answer. A later read may succeed.
 * - `data`: the database cannot compare or read a value of this query. Other queries still succeed.
 * - `stale`: the connection lost a statement, has a plan of an earlier schema, or the read was cancelled. Repeat the
 *   query.
 * - `schema`: a table or column has changed. Examine the schema again.
 * - `rights`: the user may not read something.
 * - `configuration`: the store URL is wrong: its user, password or database.
 */
export type SqlFailure = 'outage' | 'data' | 'stale' | 'schema' | 'rights' | 'configuration';

/** The failures of a driver, by the codes of its errors. */
export type FailureTable = Readonly<Record<Exclude<SqlFailure, 'outage'>, readonly string[]>>;

/** The failure of each code in a table. */
export function byCode(table: FailureTable): ReadonlyMap<string, SqlFailure> {
  const entries = Object.entries(table) as readonly (readonly [SqlFailure, readonly string[]])[];
  return new Map(entries.flatMap(([failure, codes]) => codes.map((code) => [code, failure] as const)));
}
