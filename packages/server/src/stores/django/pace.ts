/** Milliseconds between two queries, where questions are many. */
const INTERVAL = 2;
/** Questions of one query below which waiting for more of them gains nothing. */
const FEW = 4;
/** Queries after which it is found out again how many questions come in an interval. */
const EPOCH = 64;

/**
 * How long questions wait for others. A query costs the database and this process as much as several of the questions in it, so where
 * they are many, as with thousands of browsers that poll, one leaves every two milliseconds. Where they are few a question waits for
 * nobody (it takes up to two epochs to see that they have become few), and neither do those of a few who ask again as soon as they are answered: when as many are there as the largest one of the last
 * queries had, no others are to be expected.
 */
export class Pace {
  #sentAt = Number.NEGATIVE_INFINITY;
  /** Queries of this epoch, and the most questions that one had, in it and in the one before. */
  #queries = 0;
  #most = 0;
  #mostBefore = 0;

  /** Milliseconds for which questions should wait for others. */
  get wait(): number {
    return this.#expected < FEW ? 0 : Math.max(0, this.#sentAt + INTERVAL - performance.now());
  }

  /** Whether more questions than these are not to be expected, where questions wait. */
  areAll(questions: number): boolean {
    // the first query of an epoch waits its time, or nobody would learn that they have become more
    return this.#queries > 0 && questions >= FEW && questions >= this.#expected;
  }

  /** A query leaves with so many questions. */
  sent(questions: number): void {
    this.#sentAt = performance.now();
    this.#most = Math.max(this.#most, questions);
    this.#queries += 1;
    if (this.#queries < EPOCH) return;
    this.#queries = 0;
    this.#mostBefore = this.#most;
    this.#most = 0;
  }

  get #expected(): number {
    return Math.max(this.#most, this.#mostBefore);
  }
}
