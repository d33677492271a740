/** The spaces of Python's `str.isspace`. JavaScript's `\s` lacks five control characters, and includes U+FEFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python's spaces have five of them
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Python's `str.strip()`. */
export function stripSpaces(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && SPACE.test(text.charAt(start))) start += 1;
  while (end > start && SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/**
 * The value of a decimal digit of any script. The digits of a script are consecutive and begin with zero. A few scripts
 * have several sets of ten digits.
 */
export function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

/** Converts the digits of every script to ASCII. */
export function asciiDigits(text: string): string {
  return /^[ -~]*$/.test(text) ? text : text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
}
