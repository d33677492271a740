import mysql from 'mysql2/promise';
import pg from 'pg';
import { createCluster } from './embedded-postgres.ts';
import { createMariaDb } from './own-mariadb.ts';
import { reasonOf } from './random-name.ts';
import { foundOrSkip } from './skip.ts';

/** A connection of one's own. */
export interface Session {
  /** Runs one statement and gives its rows. */
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

/** A database server that a test may do anything to. */
export interface OwnServer {
  /** As the server's `--store` takes it. */
  readonly url: string;
  /** Ends the database server, and its connections with it. */
  stop(): Promise<void>;
  start(): Promise<void>;
  connect(): Promise<Session>;
  /** Stops the processes that answer to others than this session; the function that it gives back lets them go on. */
  freeze(session: Session): Promise<() => void>;
  /** Ends the connections of everybody but this session; gives how many there were. */
  kill(session: Session): Promise<number>;
  close(): Promise<void>;
}

/**
 * Starts a database server of the test's own, on a free port; PostgreSQL from npm, MariaDB as installed. Prints a `SKIPPED:` line and gives
 * undefined when it cannot be had.
 *
 * @throws Error when it is missing and `CI` is set.
 */
export async function ownServerOrSkip(kind: 'postgres' | 'mariadb'): Promise<OwnServer | undefined> {
  try {
    return kind === 'postgres' ? await ownPostgres() : await ownMariaDb();
  } catch (error) {
    return foundOrSkip<OwnServer>(undefined, `a ${kind} server of the test's own cannot be had (${reasonOf(error)})`);
  }
}

const OTHERS = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

async function ownPostgres(): Promise<OwnServer> {
  const cluster = await createCluster();
  return {
    ...cluster,
    connect: async () => {
      const client = new pg.Client({ connectionString: cluster.url });
      // it is ended with the server
      client.on('error', () => {});
      await client.connect();
      return { rows: async (sql) => (await client.query(sql)).rows, close: () => client.end() };
    },
    freeze: async (session) => {
      const pids = (await session.rows(OTHERS)).map(({ pid }) => Number(pid));
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      return () => {
        for (const pid of pids) process.kill(pid, 'SIGCONT');
      };
    },
    kill: async (session) => (await session.rows(`SELECT pg_terminate_backend(pid) FROM (${OTHERS}) AS others`)).length,
  };
}

async function ownMariaDb(): Promise<OwnServer> {
  const server = await createMariaDb();
  if ('missing' in server) throw new Error(server.missing);
  return {
    url: server.url,
    ...{ stop: server.stop, start: server.start, close: server.close },
    connect: async () => {
      const connection = await mysql.createConnection(server.url);
      connection.on('error', () => {});
      return {
        rows: async (sql) => {
          const [rows] = await connection.query(sql);
          return Array.isArray(rows) ? (rows as readonly Record<string, unknown>[]) : [];
        },
        close: () => connection.end(),
      };
    },
    freeze: async () => {
      process.kill(server.pid, 'SIGSTOP');
      return () => process.kill(server.pid, 'SIGCONT');
    },
    kill: async (session) => {
      const others = await session.rows(
        "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND user = 'root'",
      );
      let killed = 0;
      for (const { id } of others) if (await isKilled(session, id)) killed += 1;
      return killed;
    },
  };
}

const NO_SUCH_THREAD = 1094;

/** @returns false for a connection that has ended already */
async function isKilled(session: Session, id: unknown): Promise<boolean> {
  try {
    await session.rows(`KILL ${id}`);
    return true;
  } catch (error) {
    if (error instanceof Error && 'errno' in error && error.errno === NO_SUCH_THREAD) return false;
    throw error;
  }
}
