/** A part lives this long, or so many times the duration of its read, which takes a fortieth of the time then. */
const MIN_LIFE_MS = 10_000;
const LIFE_FACTOR = 40;

/** A part of the numbers, or why it could not be read. */
export type Part<Value> = { readonly value: Value } | { readonly error: unknown };

/** Remembers a part for a while, an error too. All who ask meanwhile share one read. */
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
