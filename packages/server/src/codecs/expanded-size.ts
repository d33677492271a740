import { DecodeError } from './errors.ts';
import { isDict, isList, type PyValue } from './value.ts';

/** How far a stored value may grow when it is written out: with shared objects, a few bytes can grow to any size. */
export interface Expansion {
  /** Characters that any value may have. */
  readonly minChars: number;
  /** Characters for each stored byte, for larger values. Pickles store a key of many objects once. */
  readonly charsPerByte: number;
  /** Characters that no value may have. */
  readonly maxChars: number;
  /** Whether the error of a larger value names {@link TOO_LARGE_INLINE} instead of its encoding. */
  readonly isInline: boolean;
}

/** Stands for the encoding of a value that another thread has to decode. */
export const TOO_LARGE_INLINE: string = 'inline size';

/** For a thread that answers no requests. */
export const LARGE_EXPANSION: Expansion = {
  minChars: 4 * 1024 * 1024,
  charsPerByte: 16,
  maxChars: 256 * 1024 * 1024,
  isInline: false,
};

/** For the thread that answers requests. A larger value is decoded in another thread. */
export const INLINE_EXPANSION: Expansion = {
  ...LARGE_EXPANSION,
  minChars: 64 * 1024,
  charsPerByte: 4,
  isInline: true,
};

/**
 * Returns a value of shared objects, if it is not too large to be written out. It is judged before it is written.
 *
 * @param stored size and encoding of the stored form
 * @throws DecodeError
 */
export function checkExpansion(
  value: PyValue,
  { bytes, encoding }: { readonly bytes: number; readonly encoding: string },
  { minChars, charsPerByte, maxChars, isInline }: Expansion,
): PyValue {
  if (expandedSize(value) <= Math.min(maxChars, Math.max(minChars, charsPerByte * bytes))) return value;
  throw new DecodeError(isInline ? TOO_LARGE_INLINE : encoding, 'it takes too many characters to write out');
}

/**
 * Estimates how many characters a value takes once it is written, with every shared object written each time. An object
 * that contains itself counts once. Runs in linear time, without recursion.
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
    const children = childrenOf(one);
    if (!entered.has(one)) {
      entered.add(one);
      for (const child of children)
        if (typeof child === 'object' && child !== null && !entered.has(child)) open.push(child);
      continue;
    }
    open.pop();
    let size = 'bytes' in one ? one.bytes.length + 2 : 2;
    for (const child of children) size += sizeOf(child) + 2;
    sizes.set(one, size);
  }
  return sizeOf(value);
}

function childrenOf(value: Extract<PyValue, object>): Iterable<PyValue> {
  if (isList(value)) return value;
  if (isDict(value)) return [...value].flat();
  if ('items' in value) return value.items;
  if ('entries' in value) return [...value.entries].flat();
  if (value.py !== 'exception') return [];
  return value.attributes ? [...value.args, ...value.attributes.values()] : value.args;
}
