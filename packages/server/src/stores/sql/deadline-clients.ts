import type { Duplex } from 'node:stream';
import { DeadlinePassed, namingDeadline } from './errors/deadline.ts';
import { keepingMessage } from './errors/driver-message.ts';
import { LocatedMysqlClient } from './located-mysql.ts';
import { LocatedPostgresClient } from './located-postgres.ts';
import { executeQuery, type KnexQuery, type MysqlConnection, sendQuery } from './mysql-query.ts';
import { sessionState } from './session.ts';

/** Extra milliseconds in which the database can report its own time-out before the connection is closed. */
const GRACE_MS = 500;

/**
 * Knex's PostgreSQL client with a deadline for every statement, which also works if the database does not answer. TCP
 * notices a dead or frozen peer only after minutes. This client closes the connection, and the pool opens a new one.
 */
export class DeadlinePostgresClient extends LocatedPostgresClient {
  override _query(connection: { readonly connection: { readonly stream: Duplex } }, query: never): Promise<unknown> {
    const work = super._query(connection as never, query);
    return keepingMessage(cutAfter(this.config.acquireConnectionTimeout, connection.connection.stream, work));
  }

  override async acquireConnection(): Promise<unknown> {
    return namingDeadline(super.acquireConnection(), this.config.acquireConnectionTimeout);
  }
}

/**
 * The same for MySQL and MariaDB. It sends values as parameters of the protocol. Knex would write them into the SQL
 * text.
 */
export class DeadlineMysqlClient extends LocatedMysqlClient {
  override _query(connection: MysqlConnection, query: KnexQuery): Promise<unknown> {
    const work = sessionState(this).prepares ? executeQuery(connection, query) : sendQuery(connection, query);
    return keepingMessage(cutAfter(this.config.acquireConnectionTimeout, connection.stream, work));
  }

  override async acquireConnection(): Promise<unknown> {
    return namingDeadline(super.acquireConnection(), this.config.acquireConnectionTimeout);
  }
}

/**
 * Closes a connection whose statement takes too long, and throws an error with the reason. The driver's error would
 * only say that the connection ended.
 *
 * @throws DeadlinePassed, and the driver's errors
 */
export async function cutAfter<Value>(timeout = 0, stream: Duplex, work: Promise<Value>): Promise<Value> {
  const limit = timeout + GRACE_MS;
  let isDone = false;
  let isCut = false;
  const cut = (): void => {
    isCut = !isDone;
    if (isCut) stream.destroy();
  };
  const dueAt = performance.now() + limit;
  let timer = setTimeout(() => {
    // if the process had no CPU for so long, it first reads what has arrived
    if (performance.now() - dueAt > GRACE_MS) timer = setTimeout(cut, GRACE_MS);
    else setImmediate(cut);
  }, limit);
  try {
    return await work;
  } catch (error) {
    if (!isCut) throw error;
    const text = `the database sent no answer within ${timeout + GRACE_MS} ms, and its connection was closed`;
    throw new DeadlinePassed(`${text} (--database-timeout ${timeout})`, { cause: error });
  } finally {
    isDone = true;
    clearTimeout(timer);
  }
}
