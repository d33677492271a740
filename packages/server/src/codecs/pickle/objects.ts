import { DecodeFault } from '../fault.ts';
import { isDict, isList, NEGATIVE_ZERO, type PyDict, type PyList, type PyTagged, type PyValue } from '../value.ts';

/** Values that are still being filled. They are the same objects that are read later. */
export type GrowingList = PyValue[];
export type GrowingDict = Map<PyValue, PyValue>;

/** Adds to a list, a deque or a set; anything else cannot be added to. */
export function append(target: PyValue, items: PyList): void {
  const list = listOf(target);
  if (!list) throw new DecodeFault('pickle', 'it adds to something that is no list');
  for (const item of items) list.push(item);
}

function listOf(target: PyValue): GrowingList | undefined {
  if (isList(target)) return target as GrowingList;
  return isTagged(target) && target.py === 'deque' ? (target.items as GrowingList) : undefined;
}

export function addToSet(target: PyValue, items: PyList): void {
  if (!isTagged(target) || target.py !== 'set') throw new DecodeFault('pickle', 'it adds to something that is no set');
  for (const item of items) (target.items as GrowingList).push(hashable(item));
}

/** Adds to a dict or one of its kind. */
export function setItems(target: PyValue, keysAndValues: PyList): void {
  const dict = dictOf(target);
  if (!dict || keysAndValues.length % 2 !== 0)
    throw new DecodeFault('pickle', 'it sets items of something that is no dict');
  for (let at = 0; at < keysAndValues.length; at += 2)
    setItem(dict, keysAndValues[at] ?? null, keysAndValues[at + 1] ?? null);
}

export function dictOf(target: PyValue): GrowingDict | undefined {
  if (isDict(target)) return target as GrowingDict;
  return isTagged(target) && target.py === 'mapping' ? (target.entries as GrowingDict) : undefined;
}

/** Python takes 1, 1.0 and True for the same key, and keeps the first with the last value. */
function setItem(dict: GrowingDict, key: PyValue, value: PyValue): void {
  const same = dict.has(hashable(key)) ? key : sameNumbers(key).find((other) => dict.has(other));
  dict.set(same === undefined ? (Object.is(key, -0) ? NEGATIVE_ZERO : key) : same, value);
}

function sameNumbers(key: PyValue): PyList {
  if (typeof key !== 'boolean' && typeof key !== 'bigint' && typeof key !== 'number') return [];
  const number = Number(key);
  if (!Number.isSafeInteger(number)) return [];
  const others: PyValue[] = [BigInt(number), number];
  if (number === 0 || number === 1) others.push(number === 1);
  return others;
}

export function hashable(value: PyValue): PyValue {
  const isMutable = isTagged(value) && ['set', 'bytearray', 'deque', 'mapping'].includes(value.py);
  if (isMutable || isList(value) || isDict(value)) throw new DecodeFault('pickle', 'a value that Python cannot hash');
  return value;
}

export function isTagged(value: PyValue): value is PyTagged {
  return typeof value === 'object' && value !== null && !isList(value) && !isDict(value);
}

/** Everything that a constructor can iterate. */
export function iterate(value: PyValue): PyList {
  if (typeof value === 'string') return [...value];
  if (isList(value)) return value;
  const dict: PyDict | undefined = dictOf(value);
  if (dict) return [...dict.keys()];
  if (isTagged(value) && 'items' in value) return value.items;
  throw new DecodeFault('pickle', 'it iterates over something that cannot be');
}
