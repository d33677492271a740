/**
 * A large stored text in chunks, which are never joined: that would need a copy of tens of megabytes. It should be read
 * from start to end.
 */
export class LargeText {
  readonly chunks: readonly string[];
  /** Number of characters of all chunks. */
  readonly length: number;
  /** Index of the chunk that was read last. The next field has the offset of this chunk. */
  #index = 0;
  #start = 0;

  constructor(chunks: readonly string[]) {
    this.chunks = chunks;
    this.length = chunks.reduce((sum, { length }) => sum + length, 0);
  }

  /** The characters between two offsets, as `String.prototype.slice` for offsets that are not negative. */
  slice(from: number, to: number): string {
    if (from < this.#start) {
      this.#index = 0;
      this.#start = 0;
    }
    let chunk = this.chunks[this.#index] ?? '';
    while (this.#start + chunk.length <= from && this.#index < this.chunks.length) {
      this.#start += chunk.length;
      this.#index += 1;
      chunk = this.chunks[this.#index] ?? '';
    }
    const found = chunk.slice(from - this.#start, to - this.#start);
    const end = from + found.length;
    return found === '' || end >= Math.min(to, this.length) ? found : found + this.slice(end, to);
  }

  toString(): string {
    return this.chunks.join('');
  }
}
