/**
 * What an error of a database means for a read.
 *
 * - `outage`: the database does not answer. A later read may succeed.
 * - `data`: the database cannot compare or read a value of this question. Other questions are not concerned.
 * - `stale`: the connection lost a statement, keeps a plan of an earlier schema, or had to give way. Ask again.
 * - `schema`: a table or column is not what it was. Look at the schema again.
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
