import type { Keys } from './keys.ts';
import { isReply, type RedisLink } from './link.ts';
import { TAIL_BYTES, versionOfTail } from './version.ts';

/** Reads the versions of tasks: the length and the end of each value. @throws StoreUnavailable */
export async function readVersions(
  link: RedisLink,
  keys: Keys,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ends = await link.run((client) =>
    Promise.all(
      ids.map((id) => {
        const key = keys.task(id);
        // a key of another type has no version
        return Promise.all([client.strLen(key), client.getRange(key, -TAIL_BYTES, -1)]).catch(noVersion);
      }),
    ),
  );
  const versions = new Map<string, string>();
  for (const [index, [bytes, tail]] of ends.entries()) {
    const version = versionOfTail(tail?.toString('latin1') ?? '', bytes);
    if (version !== undefined) versions.set(ids[index] ?? '', version);
  }
  return versions;
}

function noVersion(error: unknown): readonly [number, Buffer] {
  if (isReply(error, 'WRONGTYPE')) return [0, Buffer.alloc(0)];
  throw error;
}
