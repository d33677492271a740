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
}

/** What is asked of the thread: a query, the next piece of its rows, or the end. */
export type Order = Query | 'more' | 'close';

/** A piece of the rows: to take over all of a large answer at once would hold other requests up. */
export type Piece =
  | { readonly rows: readonly unknown[]; readonly isLast: boolean }
  | { readonly error: { readonly message: string; readonly code: string } };

/** Rows of a piece. */
const PIECE = 500;

/** The thread of sqlite-client.ts: it opens the file, read-only, and answers one query after the other. */
const { filename, timeout }: SqliteFile = workerData;
// the journal mode is the writer's business and stays as it is
const database = new Database(filename, { readonly: true, timeout });
// MySQL has it by itself
database.function('crc32', { deterministic: true }, (text) => (text === null ? null : crc32(String(text))));
const prepared = new Map<string, Statement>();

function statement(sql: string): Statement {
  const known = prepared.get(sql) ?? database.prepare(sql);
  prepared.set(sql, known);
  return known;
}

/** What the last query found, and how many of its rows were handed over. */
let found: readonly unknown[] = [];
let given = 0;

function piece(order: Query | 'more'): Piece {
  try {
    if (order !== 'more') {
      found = statement(order.sql).all(...order.bindings);
      given = 0;
    }
    const rows = found.slice(given, given + PIECE);
    given += PIECE;
    const isLast = given >= found.length;
    // large texts would wait for the next query
    if (isLast) found = [];
    return { rows, isLast };
  } catch (error) {
    if (error instanceof Database.SqliteError) return { error: { message: error.message, code: error.code } };
    throw error;
  }
}

parentPort?.on('message', (order: Order) => {
  if (order !== 'close') {
    parentPort?.postMessage(piece(order));
    return;
  }
  database.close();
  parentPort?.close();
});
parentPort?.postMessage('open');
