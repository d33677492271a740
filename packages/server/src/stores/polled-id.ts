/** How often an id is read, by the time since its last change: every read, every fifth read, and so on. */
const STRIDES: readonly { readonly afterMs: number; readonly reads: number }[] = [
  { afterMs: 600_000, reads: 30 },
  { afterMs: 60_000, reads: 5 },
];
const SLOWEST_READS = 30;
const FINAL_READS = 5;

/** State of a watched id in the poll loop. */
export class PolledId {
  readonly id: string;
  readonly isGroup: boolean;
  /**
   * The version of the last read. Null: no version was found. Undefined: the id has to be read at once and reported.
   */
  version: string | null | undefined;
  /** Number of reads without a version since the last report. */
  #unversioned = 0;
  /** `performance.now()` of the last change. */
  #changedAt: number = performance.now();
  /** Distributes the ids that are read less often over the reads. */
  readonly #offset: number;

  constructor(id: string, isGroup: boolean, offset: number) {
    this.id = id;
    this.isGroup = isGroup;
    this.#offset = offset;
  }

  /** Whether the read with this number includes the id. */
  isDue(read: number, now: number, isFinal: boolean): boolean {
    if (this.version === undefined) return false;
    return (read + this.#offset) % this.#stride(now - this.#changedAt, isFinal) === 0;
  }

  #stride(idleMs: number, isFinal: boolean): number {
    // the tasks of a stored group do not change
    if (this.isGroup && this.version) return SLOWEST_READS;
    const found = STRIDES.find(({ afterMs }) => idleMs >= afterMs)?.reads ?? 1;
    if (!isFinal) return found;
    return found === 1 ? FINAL_READS : SLOWEST_READS;
  }

  /**
   * Updates the version after a read.
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
