import mysql from 'mysql2/promise';
import pg from 'pg';
import { type ClusterOptions, createCluster } from './embedded-postgres.ts';
import { createMariaDb } from './own-mariadb.ts';
import { reasonOf } from './random-name.ts';
import { foundOrSkip } from './skip.ts';

/** A database connection. */
export interface Session {
  /** Runs one statement. Returns its rows. */
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

/** What a test changes in its own server: the options of PostgreSQL, or the arguments of MariaDB. */
export interface OwnServerOptions extends ClusterOptions {
  readonly args?: readonly string[];
}

/** A database server that belongs to one test, which may stop or freeze it. */
export interface OwnServer {
  /** The URL for the server's `--store`. */
  readonly url: string;
  /** Stops the database server, and closes its connections. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** @param url of another user. Default: {@link url} */
  connect(url?: string): Promise<Session>;
  /** Suspends the processes that serve other sessions. Returns a function that resumes them. */
  freeze(session: Session): Promise<() => void>;
  /** Closes the connections of all other sessions. Returns how many. */
  kill(session: Session): Promise<number>;
  close(): Promise<void>;
}

/**
 * Starts a database server on a free port: PostgreSQL from npm, or MariaDB with this machine's binaries. Without them
 * it prints a `SKIPPED:` line and returns undefined.
 *
 * @throws Error when the server cannot start and `CI` is set
 */
export async function ownServerOrSkip(
  kind: 'postgres' | 'mariadb',
  options: OwnServerOptions = {},
): Promise<OwnServer | undefined> {
  try {
    return kind === 'postgres' ? await ownPostgres(options) : await ownMariaDb(options);
  } catch (error) {
    return foundOrSkip<OwnServer>(undefined, `a ${kind} server for this test does not start (${reasonOf(error)})`);
  }
}

const OTHER_SESSIONS =
  "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

async function ownPostgres(options: OwnServerOptions): Promise<OwnServer> {
  const cluster = await createCluster(options);
  return {
    ...cluster,
    connect: async (url = cluster.url) => {
      const client = new pg.Client({ connectionString: url });
      // stopping the server closes the connection
      client.on('error', () => {});
      await client.connect();
      return { rows: async (sql) => (await client.query(sql)).rows, close: () => client.end() };
    },
    freeze: async (session) => {
      const pids = (await session.rows(OTHER_SESSIONS)).map(({ pid }) => Number(pid));
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      return () => {
        for (const pid of pids) process.kill(pid, 'SIGCONT');
      };
    },
    kill: async (session) =>
      (await session.rows(`SELECT pg_terminate_backend(pid) FROM (${OTHER_SESSIONS}) AS others`)).length,
  };
}

async function ownMariaDb({ args }: OwnServerOptions): Promise<OwnServer> {
  const server = await createMariaDb(args);
  if ('missing' in server) throw new Error(server.missing);
  return {
    url: server.url,
    stop: server.stop,
    start: server.start,
    close: server.close,
    connect: async (url = server.url) => {
      const connection = await mysql.createConnection(url);
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
      for (const { id } of others) if (await killConnection(session, id)) killed += 1;
      return killed;
    },
  };
}

/** MariaDB's ER_NO_SUCH_THREAD. */
const NO_SUCH_THREAD = 1094;

/** Closes a connection. Returns false where it is closed already. */
async function killConnection(session: Session, id: unknown): Promise<boolean> {
  try {
    await session.rows(`KILL ${id}`);
    return true;
  } catch (error) {
    if (error instanceof Error && 'errno' in error && error.errno === NO_SUCH_THREAD) return false;
    throw error;
  }
}
