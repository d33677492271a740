import { isDict, isList, NEGATIVE_ZERO, type PyValue } from '../value.ts';

/** Integers that agree in their last 64 bits, which is all that JavaScript hashes, are slow as keys: this many are still quick. */
const MAX_COLLIDING = 1_000;

/** The keys of one Python dict. */
export class DictKeys {
  readonly #wholeNumbers = new Map<bigint, PyValue>();
  readonly #colliding = new Map<bigint, number>();

  /** The key under which a value is kept: of equal ones (1, 1.0 and True) the first. Undefined where it cannot be a key. */
  keep(key: PyValue): PyValue | undefined {
    if (typeof key === 'object' && key !== null)
      return isList(key) || isDict(key) || key.py === 'set' ? undefined : key;
    const whole = wholeNumber(key);
    if (whole === undefined) return key;
    const first = this.#wholeNumbers.get(whole);
    if (first !== undefined) return first;
    if (this.#isOneTooMany(whole)) return undefined;
    const kept = Object.is(key, -0) ? NEGATIVE_ZERO : key;
    this.#wholeNumbers.set(whole, kept);
    return kept;
  }

  #isOneTooMany(key: bigint): boolean {
    const low = BigInt.asUintN(64, key < 0n ? -key : key);
    if (low === key || low === -key) return false;
    const count = (this.#colliding.get(low) ?? 0) + 1;
    this.#colliding.set(low, count);
    return count > MAX_COLLIDING;
  }
}

function wholeNumber(key: Exclude<PyValue, object>): bigint | undefined {
  if (typeof key === 'bigint') return key;
  return typeof key === 'boolean' || (typeof key === 'number' && Number.isInteger(key)) ? BigInt(key) : undefined;
}
