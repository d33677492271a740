/** Waits that double from one attempt to the next, up to a limit. */
export interface BackOff {
  /** Milliseconds until the next attempt. */
  next(): number;
}

/** @param limits milliseconds of the first and of the longest wait */
export function createBackOff({ first, max }: { readonly first: number; readonly max: number }): BackOff {
  let wait = first;
  return {
    next: () => {
      const now = wait;
      wait = Math.min(wait * 2, max);
      return now;
    },
  };
}
