import type { RedisClient } from './connect.ts';
import type { Keys } from './keys.ts';
import { isReply, type RedisLink } from './link.ts';

/** Bytes of the longest counter. */
const COUNTER_BYTES = 20;

/**
 * Reads how many tasks of a group a chord still waits for. Celery stores the number of tasks, of those that were added
 * later, and the results that are there. Undefined where no chord waits, and without the right to count results.
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

/** Undefined where the key is missing, or is no number. */
async function readCounter(client: RedisClient, key: string): Promise<number | undefined> {
  try {
    const text = ((await client.getRange(key, 0, COUNTER_BYTES - 1)) ?? '').toString();
    return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
  } catch (error) {
    if (isReply(error, 'WRONGTYPE')) return undefined;
    throw error;
  }
}

/** The results are a sorted set, or a list with `result_chord_ordered: False`. */
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
