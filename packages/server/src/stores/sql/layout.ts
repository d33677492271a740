import { StoreUnavailable } from '../../problems/errors.ts';

/**
 * The tables and columns that a store found in its database. It examines the database again if the schema may have
 * changed.
 */
export interface Layout<Found> {
  /** Reads. After an error about a changed schema or changed rights, it examines the database and reads once more. */
  use<Value>(read: (found: Found) => Promise<Value>): Promise<Value>;
}

export interface LayoutOptions<Found> {
  /** Examines the database. */
  readonly look: () => Promise<Found>;
  /** Whether all optional tables and columns exist. */
  readonly isComplete: (found: Found) => boolean;
  /** Whether tables or columns were added: a cheap query, sent while something is missing. */
  readonly hasGrown: (found: Found) => Promise<boolean>;
  /** Milliseconds between two examinations of a database that cannot be read. Default 1,000. */
  readonly interval?: number;
  /** Milliseconds between two calls of `hasGrown`. Default 5,000. */
  readonly growthInterval?: number;
}

const INTERVAL_MS = 1_000;
const GROWTH_INTERVAL_MS = 5_000;

/** @param first what was found when the store was opened */
export function createLayout<Found>(first: Found, options: LayoutOptions<Found>): Layout<Found> {
  const { look, isComplete, hasGrown, interval = INTERVAL_MS, growthInterval = GROWTH_INTERVAL_MS } = options;
  let current = first;
  /** The error of a database whose schema or rights do not allow reads. */
  let broken: unknown;
  let lookedAt = performance.now();
  let askedAt = performance.now();
  let looking: Promise<Found> | undefined;

  async function lookNow(): Promise<Found> {
    try {
      current = await look();
      broken = undefined;
      return current;
    } catch (error) {
      if (isOfSchema(error)) broken = error;
      throw error;
    } finally {
      lookedAt = performance.now();
      looking = undefined;
    }
  }

  /** Examines the database. Many reads notice a change at the same moment: they share one examination. */
  function lookAgain(): Promise<Found> {
    looking ??= lookNow();
    return looking;
  }

  /** Starts a check for added tables or columns, without waiting for its result. */
  function askForGrowth(): void {
    if (isComplete(current) || performance.now() - askedAt < growthInterval) return;
    askedAt = performance.now();
    // the reads report the error
    lookIfGrown().catch(() => {});
  }

  async function lookIfGrown(): Promise<void> {
    if (await hasGrown(current)) await lookAgain();
  }

  /** @throws StoreUnavailable while the schema or the rights do not allow reads */
  function foundAgain(): Promise<Found> {
    if (looking) return looking;
    if (performance.now() - lookedAt >= interval) return lookAgain();
    return Promise.reject(broken);
  }

  return {
    use: async (read) => {
      const before = broken === undefined ? current : await foundAgain();
      askForGrowth();
      try {
        return await read(before);
      } catch (error) {
        if (!isOfSchema(error)) throw error;
        // another read may have examined the database already
        return read(before === current || looking ? await lookAgain() : current);
      }
    },
  };
}

function isOfSchema(error: unknown): boolean {
  return error instanceof StoreUnavailable && (error.failure === 'schema' || error.failure === 'rights');
}
