import { StringDecoder } from 'node:string_decoder';
import type { Knex } from 'knex';
import { collectGarbage } from '../../lib/collect-garbage.ts';
import { forEachYielding } from '../../lib/for-each-yielding.ts';
import type { FullRowLoader } from '../decode/large-reads.ts';
import { LargeText } from '../decode/large-text.ts';
import { MAX_WIDE_IDS } from '../read-size.ts';
import { ask } from './ask.ts';
import { type ChunkRow, type FullRowQuery, readChunks } from './read-chunks.ts';
import { createRowReader, storedId } from './read-rows.ts';
import { LARGE_SIZE, type RowSource } from './row-source.ts';
import { CHUNK_BYTES } from './selected-columns.ts';
import type { Dialect } from './sql-location.ts';
import { orUnavailable } from './store-errors.ts';

/**
 * Loads rows whose large text was left out. A text above a megabyte is read with its own query, in chunks. A driver
 * receives a row as one message, enlarges its buffer several times, and then creates one text. That needs four times
 * the stored size. With one row per chunk, the driver finishes a chunk before the next arrives. All readers of a row
 * share one query, and readers of other rows do not wait for it.
 */
export function createFullRowLoader<Row extends object>(
  knex: Knex,
  dialect: Dialect,
  source: RowSource,
): FullRowLoader<Row> {
  const readRows = createRowReader(knex, dialect);
  const loading = new WeakMap<Row, Promise<Row | undefined>>();

  async function readOne(row: Row): Promise<Row | undefined> {
    const id = storedId(row, source);
    const size = leftOutBytes(row) ?? 0;
    const small = size > CHUNK_BYTES ? row : (await readRows<Row>(source, [id])).get(id);
    // the row was written again since it was found, and is larger now
    const isLarge = small !== undefined && leftOutBytes(small) !== undefined;
    if (!isLarge) return small;
    const query = { knex, dialect, source, id, size: leftOutBytes(small) ?? 0 };
    return (await ask(knex, () => readFullRow(query))) as Row | undefined;
  }

  function load(row: Row): Promise<Row | undefined> {
    const running = loading.get(row);
    if (running) return running;
    const full = orUnavailable(readOne(row));
    loading.set(row, full);
    return full;
  }

  return {
    isComplete: (row) => leftOutBytes(row) === undefined,
    leftOut: (row) => leftOutBytes(row) ?? 0,
    isOmittable: () => true,
    maxTogether: (row) => ((leftOutBytes(row) ?? 0) > CHUNK_BYTES ? 1 : MAX_WIDE_IDS),
    load: async (rows) => {
      const [first] = rows;
      if (rows.length === 1 && first) return [await load(first)];
      const ids = rows.map((row) => storedId(row, source));
      const found = await orUnavailable(readRows<Row>(source, ids));
      return Promise.all(
        ids.map((id) => {
          const row = found.get(id);
          return row && leftOutBytes(row) !== undefined ? load(row) : row;
        }),
      );
    },
  };
}

/** Bytes of the large text that a query left out. Undefined for a complete row. */
function leftOutBytes(row: object): number | undefined {
  const size = (row as { readonly [LARGE_SIZE]?: unknown })[LARGE_SIZE];
  return typeof size === 'number' ? size : undefined;
}

/** Reads a row with its large text of any size. Undefined if the row does not exist any more. */
export async function readFullRow(query: FullRowQuery): Promise<object | undefined> {
  collectGarbage();
  const rows = await readChunks(query);
  const [first] = rows;
  if (!first) return undefined;
  const { n: _n, chunk: _chunk, [LARGE_SIZE]: _size, ...row } = first;
  const value = query.source.isBinary ? await bytesOf(rows) : await textOf(rows);
  return { ...row, [String(query.source.large)]: value };
}

const BEYOND_ASCII = /[\u0080-\u00ff]/;

/** Returns the text of the chunks: a plain string for one chunk, and null if no text is stored. */
async function textOf(rows: readonly ChunkRow[]): Promise<LargeText | string | null> {
  const decoder = new StringDecoder('utf8');
  const texts: string[] = [];
  // the end of a chunk may cut a character
  await forEachYielding(inOrder(rows), ({ chunk }) => {
    if (chunk === null || chunk === '') return;
    const text = latin1Of(chunk);
    texts.push(BEYOND_ASCII.test(text) ? decoder.write(Buffer.from(text, 'latin1')) : text);
  });
  if (rows.every(({ chunk }) => chunk === null)) return null;
  return texts.length > 1 ? new LargeText(texts) : (texts[0] ?? '');
}

/** Returns the bytes of a binary column, as text if all of them are ASCII. Null if nothing is stored. */
async function bytesOf(rows: readonly ChunkRow[]): Promise<LargeText | Uint8Array | string | null> {
  const texts: string[] = [];
  let isAscii = true;
  await forEachYielding(inOrder(rows), ({ chunk }) => {
    const text = latin1Of(chunk ?? '');
    isAscii &&= !BEYOND_ASCII.test(text);
    texts.push(text);
  });
  if (rows.every(({ chunk }) => chunk === null)) return null;
  if (!isAscii) return Buffer.concat(texts.map((text) => Buffer.from(text, 'latin1')));
  return texts.length > 1 ? new LargeText(texts) : (texts[0] ?? '');
}

function inOrder(rows: readonly ChunkRow[]): readonly ChunkRow[] {
  return rows.toSorted((a, b) => a.n - b.n);
}

function latin1Of(chunk: string | Uint8Array): string {
  return typeof chunk === 'string'
    ? chunk
    : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
}
