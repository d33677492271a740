/** Milliseconds between two queries, if there are many loads. */
const INTERVAL_MS = 2;
/** Loads of a query below which waiting for more loads saves nothing. */
const MIN_LOADS = 4;
/** Queries of an epoch. After each epoch, the usual number of loads is measured again. */
const EPOCH_QUERIES = 64;

/**
 * Decides how long loads wait for other loads. A query costs the database and this process as much as several of its
 * loads.
 *
 * - Many loads (thousands of browsers that poll): a query is sent every two milliseconds.
 * - Few loads: no load waits. After a decrease, up to two epochs pass before this applies.
 * - Few clients that each send their next request at once: a query is sent when it is as large as the largest recent
 *   one. Then no other load is expected.
 */
export class BatchDelay {
  #sentAt = Number.NEGATIVE_INFINITY;
  /** Queries of this epoch. */
  #queries = 0;
  /** Largest number of loads of a query in this epoch. The next field has that of the epoch before. */
  #maxLoads = 0;
  #maxLoadsBefore = 0;

  /** Milliseconds for which a load should wait for other loads. */
  get wait(): number {
    return this.#expected < MIN_LOADS ? 0 : Math.max(0, this.#sentAt + INTERVAL_MS - performance.now());
  }

  /** Whether no further loads are expected. */
  areAll(loads: number): boolean {
    // the first query of an epoch waits its full time: otherwise an increase of the loads is never noticed
    return this.#queries > 0 && loads >= MIN_LOADS && loads >= this.#expected;
  }

  /** Records that a query was sent with this many loads. */
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
