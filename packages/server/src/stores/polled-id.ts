/** The number of reads from one read of an id to its next, by the time since its last change. */
const STRIDES: readonly { readonly afterMs: number; readonly reads: number }[] = [
  { afterMs: 600_000, reads: 30 },
  { afterMs: 60_000, reads: 5 },
];
const SLOWEST_READS = 30;
const FINAL_READS = 5;

/** What a poll knows of a watched id. */
export class PolledId {
  readonly id: string;
  readonly isGroup: boolean;
  /** The version of the last read. Null: none was found. Undefined: the id is to be read at once, and reported. */
  version: string | null | undefined;
  /** The reads without a version since the last report. */
  #unversioned = 0;
  /** `performance.now()` of the last change. */
  #changedAt: number = performance.now();
  /** Spreads the ids that are read less often. */
  readonly #offset: number;

  constructor(id: string, isGroup: boolean, offset: number) {
    this.id = id;
    this.isGroup = isGroup;
    this.#offset = offset;
  }

  /** Whether the read with this number reads the id. */
  isDue(read: number, now: number, isFinal: boolean): boolean {
    if (this.version === undefined) return false;
    return (read + this.#offset) % this.#stride(now - this.#changedAt, isFinal) === 0;
  }

  #stride(idleMs: number, isFinal: boolean): number {
    // a stored group keeps its tasks
    if (this.isGroup && this.version) return SLOWEST_READS;
    const found = STRIDES.find(({ afterMs }) => idleMs >= afterMs)?.reads ?? 1;
    if (!isFinal) return found;
    return found === 1 ? FINAL_READS : SLOWEST_READS;
  }

  /**
   * Takes the version of a read.
   *
   * @returns how a change was found, or undefined for none
   */
  update(found: string | undefined, backstopReads: number): 'change' | 'backstop' | undefined {
    const version = found ?? null;
    const isChanged = this.version !== version;
    this.version = version;
    this.#unversioned = isChanged || version !== null ? 0 : this.#unversioned + 1;
    if (isChanged) this.#changedAt = performance.now();
    if (isChanged) return 'change';
    if (this.#unversioned < backstopReads) return undefined;
    this.#unversioned = 0;
    return 'backstop';
  }
}
