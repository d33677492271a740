/** The ids of one query. */
export interface Ids {
  readonly all: readonly string[];
  /**
   * All ids joined by commas, if each is a UUID as Celery creates them: such ids need no quoting. Otherwise undefined.
   */
  readonly uuids: string | undefined;
}

/** Largest number of ids that are tested for UUIDs. With more ids, the test takes longer than quoting. */
const MAX_UUID_IDS = 1_000;
const UUIDS = /^[\da-f-]{36}(?:,[\da-f-]{36})*$/;
/** Characters of a UUID and a comma. */
const UUID_CHARS = 37;

/** Returns the ids that a query may contain. No column can hold other ids, and PostgreSQL refuses a query with them. */
export function queryableIds(ids: readonly string[]): Ids {
  if (ids.length <= MAX_UUID_IDS) {
    const uuids = ids.join(',');
    // the length proves that no id consists of two UUIDs with a comma between them
    if (uuids.length === ids.length * UUID_CHARS - 1 && UUIDS.test(uuids)) return { all: ids, uuids };
  }
  return { all: ids.filter((id) => !id.includes('\0') && id.isWellFormed()), uuids: undefined };
}

/** Splits ids into chunks of at most `maxIds`. */
export function chunkIds(ids: Ids, maxIds: number): readonly Ids[] {
  if (ids.all.length === 0) return [];
  if (ids.all.length <= maxIds) return [ids];
  const chunks: Ids[] = [];
  for (let at = 0; at < ids.all.length; at += maxIds)
    chunks.push({ all: ids.all.slice(at, at + maxIds), uuids: undefined });
  return chunks;
}
