import { isDict, isHashable, isList, isTagged, type PyList, type PyValue } from '../value.ts';

/**
 * The items that Python's `iter(value)` yields. Undefined if it raises TypeError. A set yields its items in stored
 * order.
 */
export function iterate(value: PyValue): PyList | undefined {
  if (typeof value === 'string') return [...value];
  if (isList(value)) return value;
  if (isDict(value)) return [...value.keys()];
  if (!isTagged(value)) return undefined;
  if ('items' in value) return value.items;
  if ('entries' in value) return [...value.entries.keys()];
  return 'bytes' in value ? Array.from(value.bytes, BigInt) : undefined;
}

/** The pairs that Python's `dict(value)` reads from a list of pairs. Undefined if it raises. */
export function pairsOf(value: PyValue): readonly (readonly [PyValue, PyValue])[] | undefined {
  if (!isList(value)) return undefined;
  const pairs: (readonly [PyValue, PyValue])[] = [];
  for (const item of value) {
    const items = iterate(item) ?? [];
    const [key, paired] = items;
    if (items.length !== 2 || key === undefined || paired === undefined || !isHashable(key)) return undefined;
    pairs.push([key, paired]);
  }
  return pairs;
}
