import { createClient, type RedisClientType } from '@redis/client';
import { inTime } from './with-fallback.ts';

/** The longest pause between two attempts to connect. */
const MAX_RETRY_MS = 2_000;

/**
 * Connects to Redis without making requests wait. The client reconnects automatically, and refuses commands until then.
 *
 * @param onError receives each error of the connection
 */
export async function openRedisClient(url: string, onError: (error: unknown) => void): Promise<RedisClientType> {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: MAX_RETRY_MS, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, MAX_RETRY_MS) },
  }) as RedisClientType;
  client.on('error', onError);
  // the client tries again without end, and the listener above receives the errors
  await inTime(client.connect()).catch(() => {});
  return client;
}
