import { type OwnServer, ownRedisOrSkip, ownServerOrSkip, type Session } from '@celery-results/testing';
import { createClient } from '@redis/client';

/** A server that carries the messages of a bus, and belongs to one test. */
export interface BusServer {
  /** For `--changes-bus`. */
  readonly url: string;
  /** Publishes a text, as a worker does. */
  publish(channel: string, text: string): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Suspends it, and leaves its connections open. Returns a function that resumes it. */
  freeze(): Promise<() => void>;
  close(): Promise<void>;
}

/** Starts each kind. Where one is missing, prints a `SKIPPED:` line and returns undefined. */
export const BUS_SERVERS: readonly { readonly name: string; start(): Promise<BusServer | undefined> }[] = [
  { name: 'Redis', start: startRedis },
  { name: 'PostgreSQL', start: startPostgres },
];

async function startRedis(): Promise<BusServer | undefined> {
  const redis = await ownRedisOrSkip();
  if (!redis) return undefined;
  return {
    url: redis.url,
    publish: async (channel, text) => {
      const client = createClient({ url: redis.url });
      await client.connect();
      await client.publish(channel, text);
      client.destroy();
    },
    stop: redis.stop,
    start: redis.start,
    freeze: async () => redis.freeze(),
    close: redis.stop,
  };
}

async function startPostgres(): Promise<BusServer | undefined> {
  const database = await ownServerOrSkip('postgres');
  return database && postgresBus(database);
}

function postgresBus(database: OwnServer): BusServer {
  const withSession = async <Value>(work: (session: Session) => Promise<Value>): Promise<Value> => {
    const session = await database.connect();
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  };
  return {
    url: database.url,
    publish: (channel, text) =>
      withSession(async (session) => void (await session.rows(`NOTIFY "${channel}", '${text}'`))),
    stop: database.stop,
    start: database.start,
    freeze: () => withSession((session) => database.freeze(session)),
    close: database.close,
  };
}
