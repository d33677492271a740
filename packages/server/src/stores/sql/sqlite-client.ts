import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import Client from 'knex/lib/dialects/better-sqlite3/index.js';
import { namingDeadline } from './errors/deadline.ts';
import { keepingMessage } from './errors/driver-message.ts';
import type { Query, RowsMessage, SqliteFile, ThreadRequest } from './sqlite-thread.ts';

/**
 * Knex's client of SQLite, for reads only. Each connection opens the file in its own thread. SQLite answers
 * synchronously: in the main thread a large row, or the lock of a writer, would block all other requests.
 */
export class ThreadedSqliteClient extends Client {
  override async acquireConnection(): Promise<unknown> {
    return namingDeadline(super.acquireConnection(), this.config.acquireConnectionTimeout);
  }

  override async acquireRawConnection(): Promise<Worker> {
    const { filename, options } = this.connectionSettings;
    const workerData: SqliteFile = { filename, timeout: options.timeout };
    // the thread's file is beside this file, and has the same ending (.ts or .js)
    const file = new URL(import.meta.url.replace(/sqlite-client(?=\.\w+$)/, 'sqlite-thread'));
    const thread = new Worker(file, { workerData });
    // if the file cannot be opened, the thread emits 'error', which `once` throws
    await once(thread, 'message');
    thread.unref();
    return thread;
  }

  override async destroyRawConnection(thread: Worker): Promise<void> {
    const exit = once(thread, 'exit');
    thread.ref();
    thread.postMessage('close');
    await exit;
  }

  /** The pool replaces a thread that has ended. */
  override async validateConnection(thread: Worker): Promise<boolean> {
    return thread.threadId !== -1;
  }

  override _query(thread: Worker, query: KnexQuery): Promise<unknown> {
    return keepingMessage(this.#ask(thread, query));
  }

  async #ask(thread: Worker, query: KnexQuery): Promise<unknown> {
    const { sql, bindings = [], options = {} } = query;
    const rows: unknown[] = [];
    thread.ref();
    let message = await request(thread, { sql, bindings: [...bindings], ...options });
    while ('rows' in message) {
      const { bytes } = message;
      for (const row of message.rows) rows.push(bytes === undefined ? row : { ...row, chunk: textOf(bytes) });
      if (message.isLast) break;
      message = await request(thread, 'more');
    }
    thread.unref();
    if ('error' in message) throw Object.assign(new Error(message.error.message), { code: message.error.code });
    return Object.assign(query, { response: rows });
  }
}

/** A query as Knex builds it. */
interface KnexQuery {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
  readonly options?: Pick<Query, 'chunkSize' | 'isBinary'>;
}

/**
 * Returns a text with a character for each byte. The memory of the bytes is freed at once, since the garbage collector
 * would free it much later.
 */
function textOf(bytes: Uint8Array<ArrayBuffer> | null): string | null {
  if (bytes === null) return null;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  bytes.buffer.transfer(0);
  return text;
}

/** Sends a request and waits for its answer. The pool gives a thread to one query at a time. */
async function request(thread: Worker, request: ThreadRequest): Promise<RowsMessage> {
  thread.postMessage(request);
  const [message]: RowsMessage[] = await once(thread, 'message');
  if (!message) throw new Error('the thread of SQLite sent no message');
  return message;
}
