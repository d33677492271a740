import type { RedisClient } from './connect.ts';
import type { Keys } from './keys.ts';
import { isReply, type RedisLink } from './link.ts';

/** Largest number of bytes of a counter. */
const COUNTER_BYTES = 20;

/**
 * Reads how many tasks of a group a chord still waits for. Celery stores the number of tasks, the number of tasks that
 * were added later, and the results so far. Undefined if no chord waits, or if the user may not count results.
 *
 * @throws StoreUnavailable
 */
export async function readChord(link: RedisLink, keys: Keys, id: string): Promise<number | undefined> {
  if (!id.isWellFormed()) return undefined;
  const [size, added, ready] = await link.run((client) =>
    Promise.all([
      readCounter(client, keys.chord(id, 'size')),
      readCounter(client, keys.chord(id, 'added')),
      countResults(client, keys.chord(id, 'results')),
    ]),
  );
  if (size === undefined || ready === undefined) return undefined;
  const left = size + (added ?? 0) - ready;
  return left > 0 ? left : undefined;
}

/** Reads a counter. Undefined if the key is missing, or its value is not a number. */
async function readCounter(client: RedisClient, key: string): Promise<number | undefined> {
  try {
    const text = ((await client.getRange(key, 0, COUNTER_BYTES - 1)) ?? '').toString();
    return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
  } catch (error) {
    if (isReply(error, 'WRONGTYPE')) return undefined;
    throw error;
  }
}

/** Counts results. They are a sorted set, or a list with `result_chord_ordered: False`. */
async function countResults(client: RedisClient, key: string): Promise<number | undefined> {
  try {
    return await client.zCard(key).catch((error: unknown) => {
      if (isReply(error, 'WRONGTYPE')) return client.lLen(key);
      throw error;
    });
  } catch (error) {
    if (isReply(error, 'WRONGTYPE') || isReply(error, 'NOPERM')) return undefined;
    throw error;
  }
}
