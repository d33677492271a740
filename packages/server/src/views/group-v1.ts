import { etagOf } from '../lib/etag.ts';
import { forEachYielding } from '../lib/for-each-yielding.ts';
import { jsonString } from '../lib/json-string.ts';
import type { EntryV1, TaskEntryV1 } from './task-v1.ts';

/**
 * Returns a group as an entry of `v1`. Its etag is a hash of its tasks' etags, and so covers their whole text.
 *
 * @param members ids of the tasks; undefined for an unknown group
 * @param entryOf returns the entry of a member
 */
export async function toGroupEntry(
  id: string,
  members: readonly string[] | undefined,
  entryOf: (id: string) => TaskEntryV1,
): Promise<EntryV1> {
  const parts: string[] = [`{"id": ${jsonString(id)}, "known": ${members !== undefined}, "results": [`];
  const etags: string[] = [];
  const counts = new Map<string, number>();
  let separator = '';
  await forEachYielding(members ?? [], (member) => {
    const entry = entryOf(member);
    parts.push(separator, ...entry.parts);
    separator = ', ';
    etags.push(entry.etag);
    counts.set(entry.status, (counts.get(entry.status) ?? 0) + 1);
  });
  const etag = etagOfMembers(id, members !== undefined, etags);
  const states = [...counts].map(([status, count]) => `${status}: ${count}`);
  parts.push(`], "counts": {${states.join(', ')}}, "etag": "${etag}"}`);
  return { etag, parts };
}

/** Returns the etag of a group with all results, without building the text. */
export async function groupEtag(
  id: string,
  members: readonly string[] | undefined,
  etagOfMember: (id: string) => string,
): Promise<string> {
  const etags: string[] = [];
  await forEachYielding(members ?? [], (member) => etags.push(etagOfMember(member)));
  return etagOfMembers(id, members !== undefined, etags);
}

function etagOfMembers(id: string, isKnown: boolean, etags: readonly string[]): string {
  return etagOf([`${isKnown}`, id, ...etags].join(' '));
}
