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

export type Outcome =
  | { readonly rows: readonly unknown[] }
  | { readonly error: { readonly message: string; readonly code: string } };

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

function outcome({ sql, bindings }: Query): Outcome {
  try {
    return { rows: statement(sql).all(...bindings) };
  } catch (error) {
    if (error instanceof Database.SqliteError) return { error: { message: error.message, code: error.code } };
    throw error;
  }
}

parentPort?.on('message', (query: Query | 'close') => {
  if (query !== 'close') {
    parentPort?.postMessage(outcome(query));
    return;
  }
  database.close();
  parentPort?.close();
});
parentPort?.postMessage('open');
