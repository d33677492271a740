import { etagOf } from '../etag.ts';
import { inSlices } from '../slices.ts';
import { jsonString } from './json-string.ts';
import type { EntryV1, TaskEntryV1 } from './task-v1.ts';

/**
 * A group as `v1` answers it, unknown without members. Its etag is over those of its tasks, and so over all their text.
 *
 * @param entryOf the entry of a member
 */
export async function toGroupEntry(
  id: string,
  members: readonly string[] | undefined,
  entryOf: (id: string) => TaskEntryV1,
): Promise<EntryV1> {
  const parts: string[] = [`{"id": ${jsonString(id)}, "known": ${members !== undefined}, "results": [`];
  const etags: string[] = [`${members !== undefined}`, id];
  const counts = new Map<string, number>();
  let separator = '';
  await inSlices(members ?? [], (member) => {
    const entry = entryOf(member);
    parts.push(separator + entry.parts.join(''));
    separator = ', ';
    etags.push(entry.etag);
    counts.set(entry.status, (counts.get(entry.status) ?? 0) + 1);
  });
  const etag = etagOf(etags.join(' '));
  const states = [...counts].map(([status, count]) => `${status}: ${count}`);
  parts.push(`], "counts": {${states.join(', ')}}, "etag": "${etag}"}`);
  return { etag, parts };
}
