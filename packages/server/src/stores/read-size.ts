/** Up to this number of ids, a query reads texts up to a megabyte together with their rows. */
export const MAX_WIDE_IDS = 16;
/** Largest size in bytes of the texts of a row that are read with it, by the number of ids. */
const ROW_BYTES: readonly (readonly [maxIds: number, maxBytes: number])[] = [
  [1_000, 16 * 1024],
  [Number.POSITIVE_INFINITY, 2 * 1024],
];

/**
 * Returns the largest size in bytes of the texts of a row that are read with it, for more than {@link MAX_WIDE_IDS}
 * ids. Larger rows are loaded later, a few at a time. So no query fills the heap, even with large results.
 */
export function rowBytes(ids: number): number {
  return ROW_BYTES.find(([maxIds]) => ids <= maxIds)?.[1] ?? 0;
}
