/** Milliseconds between two queries, where loads are many. */
const INTERVAL_MS = 2;
/** Below this many loads in a query, waiting for more gains nothing. */
const MIN_LOADS = 4;
/** Queries of an epoch. After each epoch the usual number of loads is measured anew. */
const EPOCH_QUERIES = 64;

/**
 * How long loads wait for other loads. A query costs the database and this process as much as several of its loads do.
 *
 * - Many loads (thousands of browsers that poll): a query leaves every two milliseconds.
 * - Few loads: a load waits for no other. It takes up to two epochs to notice that loads have become few.
 * - Few clients that each ask again at once: a query leaves as soon as it is as large as the largest recent one. No
 *   other load is expected then.
 */
export class BatchDelay {
  #sentAt = Number.NEGATIVE_INFINITY;
  /** Queries of this epoch. */
  #queries = 0;
  /** The most loads of a query, in this epoch and in the one before. */
  #maxLoads = 0;
  #maxLoadsBefore = 0;

  /** Milliseconds for which a load should wait for others. */
  get wait(): number {
    return this.#expected < MIN_LOADS ? 0 : Math.max(0, this.#sentAt + INTERVAL_MS - performance.now());
  }

  /** Whether no more than these loads are expected. */
  areAll(loads: number): boolean {
    // the first query of an epoch waits its full time: otherwise a rise of the number is never noticed
    return this.#queries > 0 && loads >= MIN_LOADS && loads >= this.#expected;
  }

  /** Records that a query leaves with this many loads. */
  sent(loads: number): void {
    this.#sentAt = performance.now();
    this.#maxLoads = Math.max(this.#maxLoads, loads);
    this.#queries += 1;
    if (this.#queries < EPOCH_QUERIES) return;
    this.#queries = 0;
    this.#maxLoadsBefore = this.#maxLoads;
    this.#maxLoads = 0;
  }

  get #expected(): number {
    return Math.max(this.#maxLoads, this.#maxLoadsBefore);
  }
}
