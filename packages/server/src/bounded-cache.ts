/** Remembers values until a moment, and no more than so many. */
export interface BoundedCache<T> {
  get(key: string): T | undefined;
  /**
   * @param until milliseconds since 1970; default: for ever
   * @param size what it counts for, at least 1
   */
  set(key: string, value: T, options: { readonly until?: number; readonly size: number }): void;
  delete(key: string): void;
  clear(): void;
}

interface Kept<T> {
  readonly value: T;
  readonly until: number;
  readonly size: number;
}

/** @param most sizes of all values together; those that nobody asked for the longest go first */
export function createBoundedCache<T>(most: number): BoundedCache<T> {
  const kept = new Map<string, Kept<T>>();
  let total = 0;
  const remove = (key: string): void => {
    total -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  };
  return {
    get: (key) => {
      const found = kept.get(key);
      if (!found) return undefined;
      kept.delete(key);
      if (Date.now() < found.until) {
        kept.set(key, found);
        return found.value;
      }
      total -= found.size;
      return undefined;
    },
    set: (key, value, { until = Number.POSITIVE_INFINITY, size }) => {
      remove(key);
      if (size > most) return;
      kept.set(key, { value, until, size });
      total += size;
      for (const oldest of kept.keys()) {
        if (total <= most) break;
        remove(oldest);
      }
    },
    delete: remove,
    clear: () => {
      kept.clear();
      total = 0;
    },
  };
}
