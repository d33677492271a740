import { DecodeError } from './errors.ts';
import { isDict, isList, type PyValue } from './value.ts';

/** Limits for the written size of a stored value: with shared objects, a few bytes can grow to any size. */
export interface Expansion {
  /** Number of characters that every value may have. */
  readonly minChars: number;
  /** Allowed characters for each stored byte of a larger value. Pickles store a key of many objects only once. */
  readonly charsPerByte: number;
  /** Largest number of characters of a value. */
  readonly maxChars: number;
  /** Whether the error of a larger value has {@link TOO_LARGE_INLINE} instead of its encoding. */
  readonly isInline: boolean;
}

/** Replaces the encoding in the error of a value that another thread has to decode. */
export const TOO_LARGE_INLINE: string = 'inline size';

/** Limits for a worker thread. */
export const LARGE_EXPANSION: Expansion = {
  minChars: 4 * 1024 * 1024,
  charsPerByte: 16,
  maxChars: 256 * 1024 * 1024,
  isInline: false,
};

/** Limits for the main thread, which answers requests. A larger value is decoded in a worker thread. */
export const INLINE_EXPANSION: Expansion = {
  ...LARGE_EXPANSION,
  minChars: 64 * 1024,
  charsPerByte: 4,
  isInline: true,
};

/**
 * Returns a value that may have shared objects, if it is not too large to be written. The size is estimated before
 * writing.
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
 * Estimates the number of characters of a value as text, in which shared objects are repeated. An object that contains
 * itself counts once. It runs in linear time, without recursion.
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
