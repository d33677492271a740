import { DecodeFault } from './fault.ts';

/**
 * `base64.b64decode(text)` in its default mode: characters outside the alphabet are skipped, decoding stops at the padding, and wrong
 * padding is a fault. Vectors text-encoding-binary, text-encoding-binary-not-base64.
 */
export function decodeBase64(text: string): Uint8Array {
  const clean = text.replace(/[^A-Za-z0-9+/=]/g, '');
  const { data, padded } = splitPadding(clean);
  if (data.length % 4 === 1 || (data.length % 4 !== 0 && !padded)) throw new DecodeFault('base64', 'wrong padding');
  return new Uint8Array(Buffer.from(data, 'base64'));
}

/** The data up to the padding that ends it; a `=` where none can end a quantum is skipped, as binascii does. */
function splitPadding(clean: string): { readonly data: string; readonly padded: boolean } {
  let data = '';
  let from = 0;
  for (;;) {
    const pad = clean.indexOf('=', from);
    if (pad < 0) return { data: data + clean.slice(from), padded: false };
    data += clean.slice(from, pad);
    let run = pad;
    while (clean[run] === '=') run += 1;
    const missing = 4 - (data.length % 4);
    if (missing <= 2 && run - pad >= missing) return { data, padded: true };
    from = run;
  }
}
