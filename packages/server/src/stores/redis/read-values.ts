import { setImmediate } from 'node:timers/promises';
import { StoreUnavailable } from '../../problems/errors.ts';
import type { RedisClient } from './connect.ts';
import { isReply, type RedisLink } from './link.ts';

/** Largest number of bytes that is read at once, and size of a chunk of a larger value. */
export const CHUNK_BYTES: number = 1024 * 1024;

/** Result for a key that does not hold a string, but a list or a hash. */
export const WRONG_TYPE: unique symbol = Symbol('wrong type');

const EMPTY = Buffer.alloc(0);

/** The first bytes of a value. Empty if no value is stored. */
export type FirstChunk = Buffer | typeof WRONG_TYPE;

/** Largest number of keys of one round trip. */
const MAX_KEYS = 1_000;
/** Largest number of keys of one MGET. It returns complete values, which may have become large. */
const MGET_KEYS = 100;
/** With fewer keys, separate reads are as fast. */
const MIN_MGET_KEYS = 8;
/** MGET is used after this many consecutive small values. */
const MIN_SMALL_VALUES = 1_000;
const SMALL_BYTES = 64 * 1024;

/** Reads values of many keys at once. */
export interface ValueReader {
  /**
   * Reads the first bytes of each value.
   *
   * @param maxBytes largest number of bytes of each value. Default {@link CHUNK_BYTES}
   * @throws StoreUnavailable
   */
  read(keys: readonly string[], maxBytes?: number): Promise<readonly FirstChunk[]>;
}

/**
 * Creates a reader that limits the bytes that it receives: it reads with GETRANGE, up to a thousand keys in one round
 * trip.
 *
 * Fast path: after a thousand consecutive small values, it reads with MGET until a value is large. 100 keys then take
 * 0.05 ms of CPU, and 0.26 ms with GETRANGE.
 */
export function createValueReader(link: RedisLink): ValueReader {
  let smallValues = 0;
  let mayMget = true;

  async function readSome(keys: readonly string[], maxBytes: number): Promise<readonly FirstChunk[]> {
    if (!mayMget || smallValues < MIN_SMALL_VALUES || keys.length < MIN_MGET_KEYS)
      return readApart(link, keys, maxBytes);
    try {
      return await readTogether(link, keys, maxBytes);
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || !isReply(error.cause, 'NOPERM')) throw error;
      mayMget = false;
      return readApart(link, keys, maxBytes);
    }
  }

  function remember(chunks: readonly FirstChunk[], maxBytes: number): void {
    const tooMany = Math.min(SMALL_BYTES, maxBytes);
    for (const chunk of chunks)
      if (chunk !== WRONG_TYPE && chunk.length > 0) smallValues = chunk.length < tooMany ? smallValues + 1 : 0;
  }

  return {
    read: async (keys, maxBytes = CHUNK_BYTES) => {
      const chunks: FirstChunk[] = [];
      for (let at = 0; at < keys.length; ) {
        const count = smallValues < MIN_SMALL_VALUES ? MAX_KEYS : MGET_KEYS;
        const some = at === 0 && keys.length <= count ? keys : keys.slice(at, at + count);
        const read = await readSome(some, maxBytes);
        remember(read, maxBytes);
        if (some === keys) return read;
        for (const chunk of read) chunks.push(chunk);
        at += count;
        await setImmediate();
      }
      return chunks;
    },
  };
}

/** Reads the length of each value in bytes, in one round trip. */
export function readLengths(link: RedisLink, keys: readonly string[]): Promise<readonly number[]> {
  return link.run((client) => Promise.all(keys.map((key) => client.strLen(key))));
}

function readApart(link: RedisLink, keys: readonly string[], maxBytes: number): Promise<readonly FirstChunk[]> {
  return link.run((client) => Promise.all(keys.map((key) => firstChunk(client, key, maxBytes))));
}

/**
 * Reads keys with MGET. It returns nil for a missing key and for a key of another type. {@link readApart} distinguishes
 * these.
 */
async function readTogether(
  link: RedisLink,
  keys: readonly string[],
  maxBytes: number,
): Promise<readonly FirstChunk[]> {
  const values = await link.run((client) => client.mGet([...keys]));
  const missing = keys.filter((_, index) => values[index] === null);
  const existing = missing.length === 0 ? 0 : await link.run((client) => client.exists(missing));
  const others = existing === 0 ? [] : await readApart(link, missing, maxBytes);
  let at = 0;
  return values.map((value) => (value === null ? (others[at++] ?? EMPTY) : startOf(value, maxBytes)));
}

/** Copies the start of a value, so that the memory of the rest is freed. */
function startOf(value: Buffer, maxBytes: number): Buffer {
  return value.length > maxBytes ? Buffer.from(value.subarray(0, maxBytes)) : value;
}

async function firstChunk(client: RedisClient, key: string, maxBytes: number): Promise<FirstChunk> {
  try {
    return (await client.getRange(key, 0, maxBytes - 1)) ?? EMPTY;
  } catch (error) {
    if (isReply(error, 'WRONGTYPE')) return WRONG_TYPE;
    throw error;
  }
}
