import { statSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import Database, { type Statement } from 'better-sqlite3';

/** The data that the thread starts with. */
export interface SqliteFile {
  readonly filename: string;
  /** Milliseconds to wait for a writer's lock. */
  readonly timeout: number;
}

export interface Query {
  readonly sql: string;
  readonly bindings: readonly unknown[];
  /** For a query that finds one row with a column `bytes`: the largest chunk of these bytes in one message. */
  readonly chunkSize?: number;
  /** Whether the column stores bytes. Otherwise it stores text in the encoding of the file. */
  readonly isBinary?: boolean;
}

/** A request to the thread: a query, the next message of its rows, or the end. */
export type ThreadRequest = Query | 'more' | 'close';

/**
 * An answer of the thread. Rows come in several messages, since receiving all of them at once would block other
 * requests.
 */
export type RowsMessage =
  | { readonly rows: readonly object[]; readonly bytes?: Uint8Array<ArrayBuffer> | null; readonly isLast: boolean }
  | { readonly error: { readonly message: string; readonly code: string } };

const ROWS_PER_MESSAGE = 500;

/** The thread of sqlite-client.ts: it opens the file for reading and answers one query after the other. */
const { filename, timeout }: SqliteFile = workerData;

interface OpenedFile {
  readonly database: Database.Database;
  /** `utf-8`, `utf-16le` or `utf-16be`. */
  readonly encoding: string;
  readonly statements: Map<string, Statement>;
  /** Identifies the opened file. While it is open, no other file has its inode. */
  readonly identity: string;
}

let opened = openFile();

/** @throws SqliteError for a file that is missing or cannot be opened */
function openFile(): OpenedFile {
  const identity = identityOfFile();
  // the writer chooses the journal mode, so it is not changed here
  const database = openDatabase();
  const encoding = String(database.pragma('encoding', { simple: true })).toLowerCase();
  // a function that MySQL has already
  database.function('crc32', { deterministic: true }, (bytes: Uint8Array<ArrayBuffer> | null) => {
    const sum = bytes && crc32(bytes);
    if (bytes) free(bytes);
    return sum;
  });
  return { database, encoding, statements: new Map(), identity };
}

function identityOfFile(): string {
  const found = statSync(filename, { bigint: true, throwIfNoEntry: false });
  if (!found) throw new Database.SqliteError(`the file ${filename} does not exist`, 'SQLITE_CANTOPEN');
  return `${found.dev} ${found.ino}`;
}

/** Opens the file again if it was replaced: by a restored copy, or by a new file after a deletion. */
function reopenIfReplaced(): void {
  if (identityOfFile() === opened.identity) return;
  const next = openFile();
  opened.database.close();
  opened = next;
}

/** @throws Error that names the platform when the driver has no binary for it */
function openDatabase(): Database.Database {
  try {
    return new Database(filename, { readonly: true, timeout });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_DLOPEN_FAILED') throw error;
    throw new Error(
      `better-sqlite3 has no binary for ${platform()} on ${arch()}: use PostgreSQL, MySQL or MariaDB, ` +
        'or run the server on Linux, macOS or Windows with x64 or ARM64',
      { cause: error },
    );
  }
}

function statement(sql: string): Statement {
  const { database, statements } = opened;
  const known = statements.get(sql) ?? database.prepare(sql);
  statements.set(sql, known);
  return known;
}

/** The messages of the current query that have not been sent yet. */
let messages: Iterator<RowsMessage> | undefined;

function* messagesOf(rows: readonly object[]): Generator<RowsMessage> {
  for (let at = 0; at < rows.length; at += ROWS_PER_MESSAGE)
    yield { rows: rows.slice(at, at + ROWS_PER_MESSAGE), isLast: at + ROWS_PER_MESSAGE >= rows.length };
}

interface BytesRow {
  readonly bytes: Uint8Array<ArrayBuffer> | null;
}

/** Yields a row for each chunk of the bytes, with its number. The first row also has the other columns. */
function* chunksOf({ bytes, ...others }: BytesRow, size: number): Generator<RowsMessage> {
  for (let n = 0, at = 0; n === 0 || at < (bytes?.length ?? 0); n += 1, at += size) {
    const chunk = bytes && new Uint8Array(bytes.subarray(at, at + size));
    yield { rows: [n === 0 ? { ...others, n } : { n }], bytes: chunk, isLast: false };
  }
  if (bytes) free(bytes);
}

/** Frees memory of SQLite's driver. This thread allocates so little that V8 would not collect garbage. */
function free({ buffer }: Uint8Array<ArrayBuffer>): void {
  buffer.transfer(0);
}

function nextMessage(request: Query | 'more'): RowsMessage {
  try {
    if (request !== 'more') messages = start(request);
    const { value, done = true } = messages?.next() ?? {};
    if (done) return { rows: [], isLast: true };
    // otherwise large texts stay in memory until the next query
    if ('isLast' in value && value.isLast) messages = undefined;
    return value;
  } catch (error) {
    if (error instanceof Database.SqliteError) return { error: { message: error.message, code: error.code } };
    throw error;
  }
}

function start({ sql, bindings, chunkSize, isBinary }: Query): Iterator<RowsMessage> {
  reopenIfReplaced();
  const { encoding } = opened;
  const found = statement(sql);
  if (chunkSize === undefined) return messagesOf(found.all(...bindings) as object[]);
  const row = found.get(...bindings) as BytesRow | undefined;
  if (!row) return messagesOf([]);
  const isText = !isBinary && encoding !== 'utf-8';
  return chunksOf(row.bytes && isText ? { ...row, bytes: toUtf8(row.bytes, encoding) } : row, chunkSize);
}

/** Converts the bytes of a text from the encoding of the file to UTF-8. */
function toUtf8(bytes: Uint8Array<ArrayBuffer>, encoding: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(new TextDecoder(encoding).decode(bytes));
}

parentPort?.on('message', (request: ThreadRequest) => {
  if (request !== 'close') {
    const message = nextMessage(request);
    const transferred = 'bytes' in message && message.bytes ? [message.bytes.buffer] : [];
    parentPort?.postMessage(message, transferred);
    return;
  }
  opened.database.close();
  parentPort?.close();
});
parentPort?.postMessage('open');
