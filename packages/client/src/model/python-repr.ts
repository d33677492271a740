/** The `repr` of an exception with one text: `ValueError('no')`, `KeyError("it's")`. A tuple of one has a comma. */
const ONE_TEXT = /^[\p{L}\p{N}_.]+\((?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"),?\)$/su;
const ESCAPE = /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|(.))/gis;
const LETTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Reads the text of an exception from its `repr`. Returns null for a `repr` of another form. */
export function messageOfRepr(repr: string): string | null {
  const match = ONE_TEXT.exec(repr);
  const text = match?.[1] ?? match?.[2];
  return text?.replace(ESCAPE, (_, x, u, U, letter) => decodeEscape(x ?? u ?? U, letter)) ?? null;
}

function decodeEscape(code: string | undefined, letter: string): string {
  return code === undefined ? (LETTERS[letter] ?? letter) : String.fromCodePoint(Number.parseInt(code, 16));
}
