/** Keys of an object up to which they are compared by a hash, one after the other. */
const FEW = 16;

/** The keys of the objects that a place in JSON text is in. Hashes are told from outside; those of two keys may be the same. */
export class ObjectKeys {
  /** Small whole numbers in a plain array: a typed one has memory of its own, which costs more than all else of a small text. */
  readonly #hashes: number[] = [];
  #length = 0;
  /** By where an object's keys begin, those of a large one after the first few. */
  #more: Map<number, Set<string>> | undefined;

  /** Where the keys of an object begin that is entered now. */
  get length(): number {
    return this.#length;
  }

  /** Forgets the keys of an object that is left. */
  cut(start: number): void {
    if (this.#length - start === FEW) this.#more?.delete(start);
    this.#length = start;
  }

  /** Notes a key of the object whose keys begin at `start`: false when it may be there already, undefined when its name has to be asked for. */
  add(start: number, hash: number): boolean | undefined {
    const hashes = this.#hashes;
    const end = this.#length;
    for (let at = start; at < end; at += 1) if (hashes[at] === hash) return false;
    if (end - start >= FEW) return undefined;
    hashes[end] = hash;
    this.#length = end + 1;
    return true;
  }

  /** The same for a key that {@link add} could not tell. */
  addName(start: number, name: string): boolean {
    this.#more ??= new Map();
    const names = this.#more.get(start) ?? new Set();
    this.#more.set(start, names);
    return names.size < names.add(name).size;
  }
}
