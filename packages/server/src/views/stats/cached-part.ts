/** A part is kept for this time, or for `LIFE_FACTOR` times the duration of its read if that is longer. */
const MIN_LIFE_MS = 10_000;
const LIFE_FACTOR = 40;

/** A part of the numbers, or the error of its read. */
export type Part<Value> = { readonly value: Value } | { readonly error: unknown };

/** Caches a part or its error for a while. Callers at the same time share one read. */
export function createCachedPart<Value>(read: () => Promise<Value>): () => Promise<Part<Value>> {
  let last: Promise<Part<Value>> | undefined;
  let diesAt = 0;
  return () => {
    if (last && performance.now() < diesAt) return last;
    const startedAt = performance.now();
    diesAt = Number.POSITIVE_INFINITY;
    last = read().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    void last.then(() => {
      const now = performance.now();
      diesAt = now + Math.max(MIN_LIFE_MS, LIFE_FACTOR * (now - startedAt));
    });
    return last;
  };
}
