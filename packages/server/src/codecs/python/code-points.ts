import type { PyText } from '../value.ts';

/** Adds the code points of a text. A lone surrogate is one code point. */
export function pushCodes(codes: number[], text: string): void {
  for (const char of text) codes.push(char.codePointAt(0) ?? 0);
}

/** The str of these code points: a string, unless it would join two surrogates. Vector pickle-surrogates. */
export function textOfCodes(codes: readonly number[]): string | PyText {
  const text = codes.map((code) => String.fromCodePoint(code)).join('');
  let count = 0;
  for (const _ of text) count += 1;
  return count === codes.length ? text : { py: 'text', text, codes };
}
