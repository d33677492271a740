import type { Duplex } from 'node:stream';
import MysqlClient from 'knex/lib/dialects/mysql2/index.js';
import PostgresClient from 'knex/lib/dialects/postgres/index.js';

/** Milliseconds in which a database that is told to give up has to say so. */
const GRACE = 500;

/**
 * Knex's clients, with an end to every statement that does not need the database's help: a connection whose other end is gone without a word,
 * or stopped, would be waited for until TCP gives up after minutes. It is cut, and the pool makes another one.
 */
export class DeadlinePostgresClient extends PostgresClient {
  override _query(connection: { readonly connection: { readonly stream: Duplex } }, query: never): Promise<unknown> {
    const work = super._query(connection as never, query);
    return cutAfter(this.config.acquireConnectionTimeout, connection.connection.stream, work);
  }
}

/** The same for MySQL and MariaDB. */
export class DeadlineMysqlClient extends MysqlClient {
  override _query(connection: { readonly stream: Duplex }, query: never): Promise<unknown> {
    const work = super._query(connection as never, query);
    return cutAfter(this.config.acquireConnectionTimeout, connection.stream, work);
  }
}

async function cutAfter(timeout = 0, stream: Duplex, work: Promise<unknown>): Promise<unknown> {
  const cut = setTimeout(() => stream.destroy(), timeout + GRACE);
  try {
    return await work;
  } finally {
    clearTimeout(cut);
  }
}
