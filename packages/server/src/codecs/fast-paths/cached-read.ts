import type { PyValue } from '../value.ts';

/** Longer texts are not remembered: they hardly ever repeat. */
const MAX_CACHED_CHARS = 256;

/**
 * Fast path of `read` for texts that nearly all rows share, such as the `meta` `{"children": []}`: it remembers the
 * last text. For that `meta` the plain path takes 46 times as long (bench/README.md), and every row has one.
 *
 * @param read the plain path; its second argument is compared with `===`
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
