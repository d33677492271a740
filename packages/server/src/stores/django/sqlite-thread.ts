import { parentPort, workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import Database, { type Statement } from 'better-sqlite3';

/** What the thread is started with. */
export interface SqliteFile {
  readonly filename: string;
  /** Milliseconds to wait for a writer's lock. */
  readonly timeout: number;
}

export interface Query {
  readonly sql: string;
  readonly bindings: readonly unknown[];
  /** For one that finds a single row with `bytes`: they are handed over in pieces of at most so many. */
  readonly pieceSize?: number;
}

/** What is asked of the thread: a query, the next piece of its rows, or the end. */
export type Order = Query | 'more' | 'close';

/** A piece of the rows: to take over all of a large answer at once would hold other requests up. */
export type Piece =
  | { readonly rows: readonly object[]; readonly bytes?: Uint8Array<ArrayBuffer> | null; readonly isLast: boolean }
  | { readonly error: { readonly message: string; readonly code: string } };

/** Rows of a piece. */
const ROWS = 500;

/** The thread of sqlite-client.ts: it opens the file, read-only, and answers one query after the other. */
const { filename, timeout }: SqliteFile = workerData;
// the journal mode is the writer's business and stays as it is
const database = new Database(filename, { readonly: true, timeout });
/** `utf-8`, `utf-16le` or `utf-16be`. */
const encoding: string = String(database.pragma('encoding', { simple: true })).toLowerCase();
// MySQL has it by itself
database.function('crc32', { deterministic: true }, (bytes: Uint8Array<ArrayBuffer> | null) => {
  const sum = bytes && crc32(bytes);
  if (bytes) giveBack(bytes);
  return sum;
});
const prepared = new Map<string, Statement>();

function statement(sql: string): Statement {
  const known = prepared.get(sql) ?? database.prepare(sql);
  prepared.set(sql, known);
  return known;
}

/** What the last query found, as far as it is not handed over yet. */
let pieces: Iterator<Piece> | undefined;

function* piecesOf(rows: readonly object[]): Generator<Piece> {
  for (let at = 0; at < rows.length; at += ROWS)
    yield { rows: rows.slice(at, at + ROWS), isLast: at + ROWS >= rows.length };
}

interface CutRow {
  readonly bytes: Uint8Array<ArrayBuffer> | null;
}

/** A row for each piece of the bytes, with its number, and with the other columns in the first one. */
function* cut({ bytes, ...others }: CutRow, size: number): Generator<Piece> {
  for (let n = 0, at = 0; n === 0 || at < (bytes?.length ?? 0); n += 1, at += size) {
    const piece = bytes && new Uint8Array(bytes.subarray(at, at + size));
    yield { rows: [n === 0 ? { ...others, n } : { n }], bytes: piece, isLast: false };
  }
  if (bytes) giveBack(bytes);
}

/** Gives memory of SQLite's driver back at once: nothing else makes this thread collect its garbage. */
function giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
  buffer.transfer(0);
}

function next(order: Query | 'more'): Piece {
  try {
    if (order !== 'more') pieces = start(order);
    const { value, done = true } = pieces?.next() ?? {};
    if (done) return { rows: [], isLast: true };
    // large texts would wait for the next query
    if ('isLast' in value && value.isLast) pieces = undefined;
    return value;
  } catch (error) {
    if (error instanceof Database.SqliteError) return { error: { message: error.message, code: error.code } };
    throw error;
  }
}

function start({ sql, bindings, pieceSize }: Query): Iterator<Piece> {
  const found = statement(sql);
  if (pieceSize === undefined) return piecesOf(found.all(...bindings) as object[]);
  const row = found.get(...bindings) as CutRow | undefined;
  if (!row) return piecesOf([]);
  return cut(row.bytes && encoding !== 'utf-8' ? { ...row, bytes: toUtf8(row.bytes) } : row, pieceSize);
}

/** The bytes of a text are those of the file's encoding, which is hardly ever another one. */
function toUtf8(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(new TextDecoder(encoding).decode(bytes));
}

parentPort?.on('message', (order: Order) => {
  if (order !== 'close') {
    const piece = next(order);
    const moved = 'bytes' in piece && piece.bytes ? [piece.bytes.buffer] : [];
    parentPort?.postMessage(piece, moved);
    return;
  }
  database.close();
  parentPort?.close();
});
parentPort?.postMessage('open');
