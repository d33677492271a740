import type { Knex } from 'knex';
import { ask } from '../ask.ts';
import { failureOf } from '../errors/failure-of.ts';
import { unavailable } from '../store-errors.ts';
import type { IndexDatabase } from './index-table.ts';

/** @throws StoreUnavailable */
export async function rowsOf<Row>(
  { knex }: Pick<IndexDatabase, 'knex'>,
  query: Knex.QueryBuilder | Knex.Raw,
): Promise<readonly Row[]> {
  try {
    const found: unknown = await ask(knex, () => query as PromiseLike<unknown>);
    return toRows(found);
  } catch (error) {
    throw unavailable(error);
  }
}

/** Returns the rows of a driver's answer. For a raw query, they are nested in another object. */
function toRows<Row>(found: unknown): readonly Row[] {
  if (!Array.isArray(found)) return (found as { readonly rows: readonly Row[] }).rows;
  return Array.isArray(found[0]) ? found[0] : found;
}

/** Returns no rows if the table is missing or may not be read. */
export async function rowsOrNone<Row>(database: IndexDatabase, query: Knex.QueryBuilder): Promise<readonly Row[]> {
  try {
    return await ask(database.knex, () => query);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === 'schema' || failure === 'rights') return [];
    throw unavailable(error);
  }
}
