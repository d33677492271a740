/** Up to this many keys of one object are compared individually, by their hashes. */
const MAX_COMPARED_KEYS = 16;

/**
 * The keys of the objects that are open at an offset of JSON text, by their hashes. Different keys may share a hash.
 */
export class ObjectKeys {
  /** Hashes as a plain array of small integers: allocating a typed array costs more than scanning a small text. */
  readonly #hashes: number[] = [];
  #length = 0;
  /** Names of an object's keys after the first {@link MAX_COMPARED_KEYS}, by the index of its first key. */
  #more: Map<number, Set<string>> | undefined;

  /** Index of the first key of an object that begins now. */
  get length(): number {
    return this.#length;
  }

  /** Removes the keys of an object that ends. */
  cut(start: number): void {
    if (this.#length - start === MAX_COMPARED_KEYS) this.#more?.delete(start);
    this.#length = start;
  }

  /**
   * Adds a key to the innermost object, whose first key has the index `start`.
   *
   * @returns false if the object may have the key already. Undefined if {@link addName} has to decide
   */
  add(start: number, hash: number): boolean | undefined {
    const hashes = this.#hashes;
    const end = this.#length;
    for (let at = start; at < end; at += 1) if (hashes[at] === hash) return false;
    if (end - start >= MAX_COMPARED_KEYS) return undefined;
    hashes[end] = hash;
    this.#length = end + 1;
    return true;
  }

  /** Adds a key by its name, after {@link add} returned undefined. Returns false if the object has the key already. */
  addName(start: number, name: string): boolean {
    this.#more ??= new Map();
    const names = this.#more.get(start) ?? new Set();
    this.#more.set(start, names);
    return names.size < names.add(name).size;
  }
}
