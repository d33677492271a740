import { DecodeFault } from '../fault.ts';

const NOT_ALLOWED = /[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * The text of a stored document, as PyYAML's reader takes it: bytes are UTF-16 if they begin with its byte order mark and UTF-8
 * otherwise; control characters and lone surrogates may stand in escapes only. A byte order mark is kept.
 *
 * @throws {@link DecodeFault}
 */
export function documentText(stored: string | Uint8Array): string {
  const text = typeof stored === 'string' ? stored : decode(stored, encodingOf(stored));
  const at = text.search(NOT_ALLOWED);
  if (at >= 0) throw new DecodeFault('yaml', `a character that is not allowed, at character ${at}`);
  return text;
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DecodeFault('yaml', `the bytes are no ${encoding.toUpperCase()}`);
  }
}
