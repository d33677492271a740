import { orUnavailable } from '../store-errors.ts';
import type { IndexDatabase } from './index-table.ts';
import { readIndexes, type TableIndexInfo } from './read-indexes.ts';

/** Milliseconds after which the indexes are read again: an operator may have added one. */
const CATALOG_MS = 60_000;

/** Returns the indexes of a table. */
export type Catalog = () => Promise<readonly TableIndexInfo[]>;

/** Creates a function that reads the indexes of a table and caches them for a minute. */
export function createCatalog({ knex, dialect, table }: IndexDatabase): Catalog {
  let catalog: Promise<readonly TableIndexInfo[]> | undefined;
  let readAt = 0;
  return () => {
    if (catalog && performance.now() - readAt < CATALOG_MS) return catalog;
    readAt = performance.now();
    const reading = orUnavailable(readIndexes(knex, dialect, table.source.table));
    catalog = reading;
    reading.catch(() => {
      catalog = undefined;
    });
    return reading;
  };
}

/** Returns a function that returns whether an index begins with the given columns. */
export function beginnings(indexes: readonly TableIndexInfo[]): (...columns: readonly string[]) => boolean {
  return (...columns) => indexes.some((index) => columns.every((column, at) => index.columns[at] === column));
}
