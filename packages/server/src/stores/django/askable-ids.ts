/** Ids of one query. */
export interface Ids {
  readonly all: readonly string[];
  /** All of them with commas between, where each is a UUID as Celery makes them: nothing has to be quoted then. */
  readonly uuids?: string;
}

/** Ids up to which they are looked at together: that takes the more time the longer their text is. */
const FEW = 1_000;
const UUIDS = /^[\da-f-]{36}(?:,[\da-f-]{36})*$/;
/** Characters of one, and of its comma. */
const LENGTH = 37;

/** The ids that may be asked for. No column holds the others, and PostgreSQL refuses to look for them. */
export function askableIds(ids: readonly string[]): Ids {
  if (ids.length <= FEW) {
    const uuids = ids.join(',');
    // as long as so many of them: none is two with a comma between
    if (uuids.length === ids.length * LENGTH - 1 && UUIDS.test(uuids)) return { all: ids, uuids };
  }
  return { all: ids.filter((id) => !id.includes('\0') && id.isWellFormed()) };
}

/** The ids in parts of at most so many. */
export function inChunks(ids: Ids, most: number): readonly Ids[] {
  if (ids.all.length === 0) return [];
  if (ids.all.length <= most) return [ids];
  const chunks: Ids[] = [];
  for (let at = 0; at < ids.all.length; at += most) chunks.push({ all: ids.all.slice(at, at + most) });
  return chunks;
}
