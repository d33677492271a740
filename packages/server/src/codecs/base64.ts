import { DecodeFault } from './fault.ts';

/**
 * `base64.b64decode(text)` of Python 3.14 in its default mode: characters outside the alphabet are skipped, and so is a `=` that more data
 * follows; wrong padding is a fault. Vectors text-encoding-binary, text-encoding-binary-not-base64.
 */
export function decodeBase64(text: string): Uint8Array {
  const clean = text.replace(/[^A-Za-z0-9+/=]/g, '');
  const data = clean.replaceAll('=', '');
  const rest = data.length % 4;
  if (rest === 1 || (rest !== 0 && rest + padding(clean) < 4)) throw new DecodeFault('base64', 'wrong padding');
  return new Uint8Array(Buffer.from(data, 'base64'));
}

/** How many `=` end the text. */
function padding(clean: string): number {
  let from = clean.length;
  while (clean[from - 1] === '=') from -= 1;
  return clean.length - from;
}
