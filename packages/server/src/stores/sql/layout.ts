import { StoreUnavailable } from '../../problems/errors.ts';

/** What a store found in its database and reads with. It looks again when the schema may have changed. */
export interface Layout<Found> {
  /** Reads. After an error that says that the schema or the rights have changed, it looks, and reads once more. */
  use<Value>(read: (found: Found) => Promise<Value>): Promise<Value>;
}

export interface LayoutOptions<Found> {
  /** Examines the database. */
  readonly look: () => Promise<Found>;
  /** Whether everything is there that may be created at any time. */
  readonly isComplete: (found: Found) => boolean;
  /** Whether more is there than was found: a cheap question, asked while something is missing. */
  readonly hasGrown: (found: Found) => Promise<boolean>;
  /** Milliseconds between two looks at a database that cannot be read. Default 1,000. */
  readonly interval?: number;
  /** Milliseconds between two questions whether it has grown. Default 5,000. */
  readonly growthInterval?: number;
}

const INTERVAL_MS = 1_000;
const GROWTH_INTERVAL_MS = 5_000;

/** @param first what was found when the store was opened */
export function createLayout<Found>(first: Found, options: LayoutOptions<Found>): Layout<Found> {
  const { look, isComplete, hasGrown, interval = INTERVAL_MS, growthInterval = GROWTH_INTERVAL_MS } = options;
  let current = first;
  /** Why the database cannot be read as it is. */
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

  /** Many reads notice a change at the same moment: they share one look. */
  function lookAgain(): Promise<Found> {
    looking ??= lookNow();
    return looking;
  }

  /** Reads go on meanwhile. */
  function askForGrowth(): void {
    if (isComplete(current) || performance.now() - askedAt < growthInterval) return;
    askedAt = performance.now();
    // the reads themselves report what is wrong
    lookIfGrown().catch(() => {});
  }

  async function lookIfGrown(): Promise<void> {
    if (await hasGrown(current)) await lookAgain();
  }

  /** @throws StoreUnavailable while the database cannot be read as it is */
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
        // another read may have looked already
        return read(before === current || looking ? await lookAgain() : current);
      }
    },
  };
}

function isOfSchema(error: unknown): boolean {
  return error instanceof StoreUnavailable && (error.failure === 'schema' || error.failure === 'rights');
}
