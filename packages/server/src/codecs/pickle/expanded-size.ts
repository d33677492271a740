import { isDict, isList, type PyValue } from '../value.ts';

/**
 * About how many characters a value would take if everything in it were written out, whatever is shared. Values that hold themselves are
 * counted once. Linear in what is there, and not recursive.
 */
export function expandedSize(value: PyValue): number {
  const sizes = new Map<object, number>();
  const sizeOf = (one: PyValue): number => {
    if (typeof one === 'string') return one.length + 2;
    return typeof one === 'object' && one !== null ? (sizes.get(one) ?? 1) : 5;
  };
  const open: PyValue[] = [value];
  const entered = new Set<object>();
  while (open.length > 0) {
    const one = open.at(-1) ?? null;
    if (typeof one !== 'object' || one === null || sizes.has(one)) {
      open.pop();
      continue;
    }
    const inner = partsOf(one);
    if (!entered.has(one)) {
      entered.add(one);
      for (const part of inner) if (typeof part === 'object' && part !== null && !entered.has(part)) open.push(part);
      continue;
    }
    open.pop();
    let size = 'bytes' in one ? one.bytes.length + 2 : 2;
    for (const part of inner) size += sizeOf(part) + 2;
    sizes.set(one, size);
  }
  return sizeOf(value);
}

function partsOf(value: Extract<PyValue, object>): Iterable<PyValue> {
  if (isList(value)) return value;
  if (isDict(value)) return [...value].flat();
  if ('items' in value) return value.items;
  if ('entries' in value) return [...value.entries].flat();
  return 'args' in value ? value.args : [];
}
