import type { Duplex } from 'node:stream';
import { DeadlinePassed, namingDeadline } from './errors/deadline.ts';
import { keepingMessage } from './errors/driver-message.ts';
import { LocatedMysqlClient } from './located-mysql.ts';
import { LocatedPostgresClient } from './located-postgres.ts';
import { executeQuery, type KnexQuery, type MysqlConnection, sendQuery } from './mysql-query.ts';
import { sessionState } from './session.ts';

/** Milliseconds in which a database reports its own time-out, before the connection is cut. */
const GRACE_MS = 500;

/**
 * Knex's clients with a deadline for every statement that works without the database's help. TCP notices a dead or
 * frozen peer after minutes only. Here the connection is cut, and the pool makes a new one.
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

/** The same for MySQL and MariaDB. Values are parameters of the protocol, which Knex would write into the text. */
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
 * Cuts a connection whose statement takes too long, and says so: the driver only knows that the connection ended.
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
    // a process that got no core for so long has to read first what arrived meanwhile
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
