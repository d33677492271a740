/** The columns of the block collections that are open. */
export class Indents {
  readonly #outer: number[] = [];
  #current = -1;

  /** Column of the innermost block collection. -1 outside of all block collections. */
  get current(): number {
    return this.#current;
  }

  /** Opens a block collection at a column. Returns false if one is open at this column or further right. */
  open(column: number): boolean {
    if (this.#current >= column) return false;
    this.#outer.push(this.#current);
    this.#current = column;
    return true;
  }

  /** Closes the block collections that are indented further than a column. Returns their number. */
  close(column: number): number {
    let count = 0;
    for (; this.#current > column; count += 1) this.#current = this.#outer.pop() ?? -1;
    return count;
  }
}
