/** A query for this many ids brings texts up to a megabyte with their rows. */
export const MAX_WIDE_IDS = 16;
/** Bytes of the texts of a row, by the number of ids up to which a query brings them with the row. */
const ROW_BYTES: readonly (readonly [maxIds: number, maxBytes: number])[] = [
  [1_000, 16 * 1024],
  [Number.POSITIVE_INFINITY, 2 * 1024],
];

/**
 * Bytes of the texts of a row up to which a query for more than {@link MAX_WIDE_IDS} ids brings them with the row.
 * Larger rows are loaded later, a few at a time. So no query fills the heap, however large the results are.
 */
export function rowBytes(ids: number): number {
  return ROW_BYTES.find(([maxIds]) => ids <= maxIds)?.[1] ?? 0;
}
