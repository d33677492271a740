/** A cache with a limit for the total size of its values. The least recently used values are removed first. */
export interface LruCache<T> {
  get(key: string): T | undefined;
  /**
   * @param lifetime milliseconds after which the value expires. Changes of the system clock do not matter. Default:
   * never
   * @param size the size of the value, at least 1
   */
  set(key: string, value: T, options: { readonly lifetime?: number; readonly size: number }): void;
  delete(key: string): void;
  clear(): void;
}

interface Entry<T> {
  readonly value: T;
  /** As `performance.now()`. */
  readonly until: number;
  readonly size: number;
}

/** @param maxSize largest total size of all values */
export function createLruCache<T>(maxSize: number): LruCache<T> {
  const entries = new Map<string, Entry<T>>();
  let total = 0;
  const remove = (key: string): void => {
    total -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  };
  return {
    get: (key) => {
      const found = entries.get(key);
      if (!found) return undefined;
      entries.delete(key);
      if (performance.now() < found.until) {
        entries.set(key, found);
        return found.value;
      }
      total -= found.size;
      return undefined;
    },
    set: (key, value, { lifetime = Number.POSITIVE_INFINITY, size }) => {
      remove(key);
      if (size > maxSize) return;
      entries.set(key, { value, until: performance.now() + lifetime, size });
      total += size;
      for (const oldest of entries.keys()) {
        if (total <= maxSize) break;
        remove(oldest);
      }
    },
    delete: remove,
    clear: () => {
      entries.clear();
      total = 0;
    },
  };
}
