import { DecodeError } from '../errors.ts';

const FORBIDDEN = /[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Decodes a stored document as PyYAML's reader does. Bytes are UTF-16 if they start with its byte order mark, and
 * otherwise UTF-8. The byte order mark stays in the text. Control characters and lone surrogates are only allowed as
 * escapes.
 *
 * @throws {@link DecodeError}
 */
export function documentText(stored: string | Uint8Array): string {
  const text = typeof stored === 'string' ? stored : decode(stored, detectEncoding(stored));
  const at = text.search(FORBIDDEN);
  if (at >= 0) throw new DecodeError('yaml', `a character that is not allowed, at character ${at}`);
  return text;
}

function detectEncoding([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DecodeError('yaml', `the bytes are not ${encoding.toUpperCase()}`);
  }
}
