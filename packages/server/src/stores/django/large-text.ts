/**
 * Stored text that is kept as it came, in pieces: put together, a copy of tens of megabytes would stand beside them. Read from front to back.
 */
export class LargeText {
  readonly pieces: readonly string[];
  /** Characters of all pieces. */
  readonly length: number;
  /** The piece that was read last, and where it begins. */
  #index = 0;
  #start = 0;

  constructor(pieces: readonly string[]) {
    this.pieces = pieces;
    this.length = pieces.reduce((sum, { length }) => sum + length, 0);
  }

  /** The characters from one place to another, as `String.prototype.slice` for places that are not negative. */
  slice(from: number, to: number): string {
    if (from < this.#start) {
      this.#index = 0;
      this.#start = 0;
    }
    let piece = this.pieces[this.#index] ?? '';
    while (this.#start + piece.length <= from && this.#index < this.pieces.length) {
      this.#start += piece.length;
      this.#index += 1;
      piece = this.pieces[this.#index] ?? '';
    }
    const found = piece.slice(from - this.#start, to - this.#start);
    const end = from + found.length;
    return found === '' || end >= Math.min(to, this.length) ? found : found + this.slice(end, to);
  }

  toString(): string {
    return this.pieces.join('');
  }
}
