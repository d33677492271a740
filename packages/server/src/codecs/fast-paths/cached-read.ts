import type { PyValue } from '../value.ts';

/** Longer texts are not cached: they rarely repeat. */
const MAX_CACHED_CHARS = 256;

/**
 * Fast path of `read` for texts that nearly all rows share, such as the `meta` `{"children": []}`: it caches the last
 * text. For that `meta`, which every row has, the plain path takes 46 times as long (bench/README.md).
 *
 * @param read the plain path. Its second argument is compared with `===`
 */
export function createCachedRead<Context>(
  read: (text: string, context: Context) => PyValue,
): (text: string | null, context: Context) => PyValue {
  let last: { readonly text: string; readonly context: Context; readonly value: PyValue } | undefined;
  return (text, context) => {
    if (text === null) return null;
    if (last?.text === text && last.context === context) return last.value;
    const value = read(text, context);
    if (text.length <= MAX_CACHED_CHARS) last = { text, context, value };
    return value;
  };
}
