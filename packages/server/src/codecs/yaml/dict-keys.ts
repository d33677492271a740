import { isHashable, NEGATIVE_ZERO, type PyValue } from '../value.ts';

/**
 * Largest number of keys of a dict that are integers with the same last 64 bits. JavaScript only hashes these bits, so
 * a Map with many such keys is slow.
 */
const MAX_COLLISIONS = 1_000;

/** The keys of one Python dict. */
export class DictKeys {
  readonly #wholeNumbers = new Map<bigint, PyValue>();
  readonly #collisions = new Map<bigint, number>();

  /**
   * Adds a key.
   *
   * @returns the key under which a Python dict stores the value: the first of equal keys (1, 1.0 and True). Undefined
   * for a value that cannot be a key.
   */
  add(key: PyValue): PyValue | undefined {
    if (typeof key === 'object' && key !== null) return isHashable(key) ? key : undefined;
    const whole = wholeNumber(key);
    if (whole === undefined) return key;
    const first = this.#wholeNumbers.get(whole);
    if (first !== undefined) return first;
    if (this.#hasTooManyCollisions(whole)) return undefined;
    const stored = Object.is(key, -0) ? NEGATIVE_ZERO : key;
    this.#wholeNumbers.set(whole, stored);
    return stored;
  }

  #hasTooManyCollisions(key: bigint): boolean {
    const low = BigInt.asUintN(64, key < 0n ? -key : key);
    if (low === key || low === -key) return false;
    const count = (this.#collisions.get(low) ?? 0) + 1;
    this.#collisions.set(low, count);
    return count > MAX_COLLISIONS;
  }
}

function wholeNumber(key: Exclude<PyValue, object>): bigint | undefined {
  if (typeof key === 'bigint') return key;
  return typeof key === 'boolean' || (typeof key === 'number' && Number.isInteger(key)) ? BigInt(key) : undefined;
}
