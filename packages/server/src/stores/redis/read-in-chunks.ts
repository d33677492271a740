import { StoreUnavailable } from '../../problems/errors.ts';
import type { RedisLink } from './link.ts';
import { CHUNK_BYTES } from './read-values.ts';

const EMPTY = Buffer.alloc(0);

/** Largest number of attempts to read a value that writers change. */
const MAX_READS = 5;

/**
 * Reads a complete value in chunks, so that no reply is larger than a chunk.
 *
 * @param createReader creates the receiver of the chunks. It is called again if the value changes during the read
 * @returns the reader that received a complete value. Undefined if no value is stored any more
 * @throws StoreUnavailable, also for a value that changes during every attempt
 */
export async function readInChunks<Reader extends { add(chunk: Buffer): void }>(
  link: RedisLink,
  key: string,
  createReader: () => Reader,
): Promise<Reader | undefined> {
  for (let reads = 0; reads < MAX_READS; reads += 1) {
    const reader = createReader();
    const read = await readOnce(link, key, reader);
    if (read === 'nothing') return undefined;
    if (read === 'whole') return reader;
  }
  throw new StoreUnavailable('a large value changes while it is read');
}

/**
 * Reads a value once. `changed`: the length, start or end differ afterwards, so another value was stored. The end
 * contains the date.
 */
async function readOnce(
  link: RedisLink,
  key: string,
  reader: { add(chunk: Buffer): void },
): Promise<'whole' | 'nothing' | 'changed'> {
  let bytes = 0;
  let start = EMPTY;
  let chunk: Buffer;
  do {
    chunk = (await link.run((client) => client.getRange(key, bytes, bytes + CHUNK_BYTES - 1))) ?? EMPTY;
    if (bytes === 0) start = Buffer.from(chunk.subarray(0, START_BYTES));
    bytes += chunk.length;
    reader.add(chunk);
  } while (chunk.length === CHUNK_BYTES);
  if (bytes === 0) return 'nothing';
  const [length, startNow, end] = await link.run((client) =>
    Promise.all([
      client.strLen(key),
      client.getRange(key, 0, START_BYTES - 1),
      client.getRange(key, bytes - chunk.length, -1),
    ]),
  );
  const isSame = length === bytes && startNow?.equals(start) && (chunk.length === 0 || end?.equals(chunk));
  return isSame ? 'whole' : 'changed';
}

/** Bytes at the start that contain the state. */
const START_BYTES = 256;
