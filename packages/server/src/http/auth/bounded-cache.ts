/** Remembers values until a moment, and no more than so many. */
export interface BoundedCache<T> {
  get(key: string): T | undefined;
  /**
   * @param until milliseconds since 1970
   * @param size what it counts for, at least 1
   */
  set(key: string, value: T, options: { readonly until: number; readonly size: number }): void;
  clear(): void;
}

interface Kept<T> {
  readonly value: T;
  readonly until: number;
  readonly size: number;
}

/** @param most sizes of all values together; the oldest go first */
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
      if (found && Date.now() < found.until) return found.value;
      remove(key);
      return undefined;
    },
    set: (key, value, { until, size }) => {
      remove(key);
      if (size > most) return;
      kept.set(key, { value, until, size });
      total += size;
      for (const oldest of kept.keys()) {
        if (total <= most) break;
        remove(oldest);
      }
    },
    clear: () => {
      kept.clear();
      total = 0;
    },
  };
}
