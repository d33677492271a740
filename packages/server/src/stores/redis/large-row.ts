import { TextDecoder } from 'node:util';
import type { Serializer } from '../../codecs/serializers.ts';
import { LargeText } from '../decode/large-text.ts';
import { END, NO_RESULT, startOfResult } from './cut-result.ts';
import { type StoredRow, textRow, toRow } from './stored-row.ts';
import { isCompressed } from './unpack.ts';

/** Receives the chunks of one value, in order. */
export interface LargeReader {
  add(chunk: Buffer): void;
  /** The row of the whole value. */
  row(id: string): StoredRow;
}

/** Creates the reader of a value that is too large for one reply. */
export function createLargeReader(serializer: Serializer): LargeReader {
  let reader: LargeReader | undefined;
  return {
    add: (chunk) => {
      reader ??= serializer === 'json' && !isCompressed(chunk) ? readText() : readBytes(serializer);
      reader.add(chunk);
    },
    row: (id) => (reader ?? readBytes(serializer)).row(id),
  };
}

function readBytes(serializer: Serializer): LargeReader {
  const chunks: Buffer[] = [];
  return {
    add: (chunk) => chunks.push(chunk),
    row: (id) => toRow(id, Buffer.concat(chunks), serializer),
  };
}

/**
 * Decodes each chunk as it arrives: otherwise the bytes of all chunks would stay in memory together with their texts.
 */
function readText(): LargeReader {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const texts: string[] = [];
  let bytes = 0;
  let isUtf8 = true;
  const decode = (chunk?: Buffer): void => {
    if (!isUtf8) return;
    try {
      texts.push(chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true }));
    } catch {
      isUtf8 = false;
      texts.length = 0;
    }
  };
  return {
    add: (chunk) => {
      bytes += chunk.length;
      decode(chunk);
    },
    row: (id) => {
      decode();
      if (!isUtf8) return { id, value: '', reason: NO_UTF8 };
      return { ...(cutOf(id, texts) ?? textRow(id, texts.join(''))), bytes };
    },
  };
}

const NO_UTF8 = { encoding: 'utf-8', message: 'the bytes are not UTF-8' };

/** Number of texts at the end that are searched for the end of the result. */
const END_TEXTS = 3;

/**
 * Returns the row with its result in chunks: see {@link LargeText}. Undefined for a text of few chunks, or if the
 * result does not end in the last chunks.
 */
function cutOf(id: string, texts: readonly string[]): StoredRow | undefined {
  const [first = ''] = texts;
  if (texts.length <= END_TEXTS) return undefined;
  const at = startOfResult(first);
  const end = texts.slice(-END_TEXTS).join('');
  const cut = end.lastIndexOf(END);
  if (at < 0 || cut < 0) return undefined;
  const result = [first.slice(at), ...texts.slice(1, -END_TEXTS), end.slice(0, cut)];
  return {
    id,
    value: `${first.slice(0, at)}${NO_RESULT}${end.slice(cut)}`,
    cut: { at, text: new LargeText(result) },
  };
}
