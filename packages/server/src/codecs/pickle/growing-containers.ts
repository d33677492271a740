import { DecodeError } from '../errors.ts';
import { iterate } from '../python/iterate.ts';
import { isDict, isHashable, isList, isTagged, NEGATIVE_ZERO, type PyList, type PyValue } from '../value.ts';
import { isOpaque } from './opaque.ts';

/** Lists and dicts that are being filled. The same objects become part of the value. */
export type GrowingList = PyValue[];
export type GrowingDict = Map<PyValue, PyValue>;

/** Adds items to a list or a deque. @throws DecodeError for any other value */
export function append(target: PyValue, items: PyList): void {
  if (isOpaque(target)) return;
  const list = listOf(target);
  if (!list) throw new DecodeError('pickle', 'it appends to a value that is not a list');
  for (const item of items) list.push(item);
}

function listOf(target: PyValue): GrowingList | undefined {
  if (isList(target)) return target as GrowingList;
  return isTagged(target) && target.py === 'deque' ? (target.items as GrowingList) : undefined;
}

/** Adds items to a set. @throws DecodeError for any other value */
export function addToSet(target: PyValue, items: PyList): void {
  if (isOpaque(target)) return;
  if (!isTagged(target) || target.py !== 'set') throw new DecodeError('pickle', 'it adds to a value that is not a set');
  for (const item of items) (target.items as GrowingList).push(checkHashable(item));
}

/** Adds entries to a dict or to a subclass of dict. @throws DecodeError for any other value */
export function setItems(target: PyValue, keysAndValues: PyList): void {
  if (isOpaque(target)) return;
  const dict = dictOf(target);
  if (!dict || keysAndValues.length % 2 !== 0)
    throw new DecodeError('pickle', 'it sets items of a value that is not a dict');
  for (let at = 0; at < keysAndValues.length; at += 2)
    setItem(dict, keysAndValues[at] ?? null, keysAndValues[at + 1] ?? null);
}

/** The entries of a dict or of a subclass of dict. */
export function dictOf(target: PyValue): GrowingDict | undefined {
  if (isDict(target)) return target as GrowingDict;
  return isTagged(target) && target.py === 'mapping' ? (target.entries as GrowingDict) : undefined;
}

/** Sets an item. In Python, 1, 1.0 and True are the same key. A dict keeps the first key and the last value. */
function setItem(dict: GrowingDict, key: PyValue, value: PyValue): void {
  const same = dict.has(checkHashable(key)) ? key : equalNumbers(key).find((other) => dict.has(other));
  dict.set(same === undefined ? (Object.is(key, -0) ? NEGATIVE_ZERO : key) : same, value);
}

/** Returns the numbers of other types that are the same key in Python. */
function equalNumbers(key: PyValue): PyList {
  if (typeof key !== 'boolean' && typeof key !== 'bigint' && typeof key !== 'number') return [];
  const number = Number(key);
  if (!Number.isSafeInteger(number)) return [];
  const others: PyValue[] = [BigInt(number), number];
  if (number === 0 || number === 1) others.push(number === 1);
  return others;
}

/** Returns the value. @throws DecodeError if Python cannot hash it */
export function checkHashable(value: PyValue): PyValue {
  if (!isHashable(value)) throw new DecodeError('pickle', 'a value that Python cannot hash');
  return value;
}

/** The items of an iterable. @throws DecodeError for any other value */
export function itemsOf(value: PyValue): PyList {
  const items = iterate(value);
  if (!items) throw new DecodeError('pickle', 'it iterates over a value that is not iterable');
  return items;
}
