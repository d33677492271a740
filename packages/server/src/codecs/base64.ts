import { DecodeError } from './errors.ts';

/**
 * `base64.b64decode(text)` of Python 3.14 in its default mode: it skips characters outside the alphabet, and a `=`
 * before further data. Vectors text-encoding-binary, text-encoding-binary-not-base64.
 *
 * @throws {@link DecodeError} for wrong padding
 */
export function decodeBase64(text: string): Uint8Array {
  const clean = text.replace(/[^A-Za-z0-9+/=]/g, '');
  const data = clean.replaceAll('=', '');
  const rest = data.length % 4;
  if (rest === 1 || (rest !== 0 && rest + countFinalPadding(clean) < 4)) {
    throw new DecodeError('base64', 'wrong padding');
  }
  return new Uint8Array(Buffer.from(data, 'base64'));
}

/** Counts the `=` at the end of the text. */
function countFinalPadding(clean: string): number {
  let from = clean.length;
  while (clean[from - 1] === '=') from -= 1;
  return clean.length - from;
}
