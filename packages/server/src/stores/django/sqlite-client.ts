import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import Client from 'knex/lib/dialects/better-sqlite3/index.js';
import type { Order, Piece, Query, SqliteFile } from './sqlite-thread.ts';

/**
 * Knex's client of SQLite, with the file in a thread of its own: SQLite answers synchronously, and in this one a large row or a
 * writer's lock would hold up every other request. Reads only.
 */
export class ThreadedSqliteClient extends Client {
  override async acquireRawConnection(): Promise<Worker> {
    const { filename, options } = this.connectionSettings;
    const workerData: SqliteFile = { filename, timeout: options.timeout };
    // compiled or not, the thread's file lies beside this one under the same ending
    const file = new URL(import.meta.url.replace(/sqlite-client(?=\.\w+$)/, 'sqlite-thread'));
    const thread = new Worker(file, { workerData });
    // a file that cannot be opened is an 'error' of the thread
    await once(thread, 'message');
    thread.unref();
    return thread;
  }

  override async destroyRawConnection(thread: Worker): Promise<void> {
    const gone = once(thread, 'exit');
    thread.ref();
    thread.postMessage('close');
    await gone;
  }

  /** A thread that ended is replaced. */
  override async validateConnection(thread: Worker): Promise<boolean> {
    return thread.threadId !== -1;
  }

  override async _query(thread: Worker, query: KnexQuery): Promise<unknown> {
    const { sql, bindings = [], options = {} } = query;
    const rows: unknown[] = [];
    thread.ref();
    let piece = await answer(thread, { sql, bindings: [...bindings], ...options });
    while ('rows' in piece) {
      for (const row of piece.rows) rows.push(piece.bytes === undefined ? row : { ...row, piece: textOf(piece.bytes) });
      if (piece.isLast) break;
      piece = await answer(thread, 'more');
    }
    thread.unref();
    if ('error' in piece) throw Object.assign(new Error(piece.error.message), { code: piece.error.code });
    return Object.assign(query, { response: rows });
  }
}

/** A query as Knex makes it. */
interface KnexQuery {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
  readonly options?: Pick<Query, 'pieceSize'>;
}

/** A character for each byte. The memory is given back at once: of a large text as much again would wait for the garbage collection. */
function textOf(bytes: Uint8Array<ArrayBuffer> | null): string | null {
  if (bytes === null) return null;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  bytes.buffer.transfer(0);
  return text;
}

/** What the thread answers; nobody else asks it meanwhile. */
async function answer(thread: Worker, order: Order): Promise<Piece> {
  thread.postMessage(order);
  const [piece]: Piece[] = await once(thread, 'message');
  if (!piece) throw new Error('the thread of SQLite said nothing');
  return piece;
}
