import { etagOfParts } from '../lib/etag.ts';
import { forEachYielding } from '../lib/for-each-yielding.ts';
import { jsonString } from '../lib/json-string.ts';
import { TextParts } from '../lib/text-parts.ts';
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
  const parts = new TextParts();
  parts.add(`{"id": ${jsonString(id)}, "known": ${members !== undefined}, "results": [`);
  const etags = [etagHead(id, members !== undefined)];
  const counts = new Map<string, number>();
  let separator = '';
  await forEachYielding(members ?? [], (member) => {
    const entry = entryOf(member);
    parts.add(separator);
    for (const part of entry.parts) parts.add(part);
    separator = ', ';
    etags.push(` ${entry.etag}`);
    counts.set(entry.status, (counts.get(entry.status) ?? 0) + 1);
  });
  const etag = await etagOfParts(etags);
  const states = [...counts].map(([status, count]) => `${status}: ${count}`);
  parts.add(`], "counts": {${states.join(', ')}}, "etag": "${etag}"}`);
  return { etag, parts: parts.end() };
}

/** Returns the etag of a group with all results, without building the text. */
export async function groupEtag(
  id: string,
  members: readonly string[] | undefined,
  etagOfMember: (id: string) => string,
): Promise<string> {
  const etags = [etagHead(id, members !== undefined)];
  await forEachYielding(members ?? [], (member) => etags.push(` ${etagOfMember(member)}`));
  return etagOfParts(etags);
}

function etagHead(id: string, isKnown: boolean): string {
  return `${isKnown} ${jsonString(id)}`;
}
