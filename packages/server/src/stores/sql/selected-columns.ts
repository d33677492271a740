import type { Knex } from 'knex';
import { LARGE_SIZE, type RowSource, selectable } from './row-source.ts';
import type { Dialect } from './sql-location.ts';

/**
 * Largest size of a text that is read with its row, and size of a chunk of a larger text, in bytes. Node stores strings
 * of about a million characters and more outside of V8's heap, where memory is freed sooner. Chunks of half the size
 * take twice the memory.
 */
export const CHUNK_BYTES: number = 1024 * 1024;

/**
 * The columns that a query selects. A large text is left out, and its size is selected instead. Databases store large
 * values apart from their rows, and know the size without reading them.
 */
export function selectedColumns(knex: Knex, dialect: Dialect, source: RowSource): readonly (string | Knex.Raw)[] {
  const { large, narrow } = source;
  const texts = large === undefined ? [] : narrow ? [large, ...narrow.texts] : [large];
  const others = source.columns.filter((column) => !texts.includes(column));
  const selected = others.map((column) => selectable(knex, dialect, source, column));
  if (texts.length === 0) return selected;
  const size = knex.raw(
    texts.length === 1 ? 'octet_length(??)' : texts.map(() => 'coalesce(octet_length(??), 0)').join(' + '),
    texts,
  );
  const limit = narrow?.maxBytes ?? CHUNK_BYTES;
  return [
    ...selected,
    ...texts.map((text) => knex.raw('CASE WHEN ? <= ? THEN ?? END AS ??', [size, limit, text, text])),
    knex.raw('CASE WHEN ? > ? THEN ? END AS ??', [size, limit, size, LARGE_SIZE]),
  ];
}

/** The columns without the large one. */
export function otherColumns({ columns, large }: RowSource): readonly string[] {
  return columns.filter((column) => column !== large);
}
