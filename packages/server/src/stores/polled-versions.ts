import { etagOf, etagOfParts } from '../lib/etag.ts';
import { forEachYielding } from '../lib/for-each-yielding.ts';
import { jsonString } from '../lib/json-string.ts';
import type { PolledId } from './polled-id.ts';
import type { GroupMember, GroupRecord } from './record.ts';
import type { ResultStore } from './store.ts';

/** The versions that a read has found. Ids that are not stored have no version. */
type Versions = ReadonlyMap<PolledId, string>;

/** @throws StoreUnavailable */
export async function versionsOfTasks(results: ResultStore, tasks: readonly PolledId[]): Promise<Versions> {
  if (tasks.length === 0) return new Map();
  const versions = await results.versions(tasks.map(({ id }) => id));
  const found = new Map<PolledId, string>();
  for (const one of tasks) {
    const version = versions.get(one.id);
    if (version !== undefined) found.set(one, version);
  }
  return found;
}

/**
 * Computes a version of each stored group, since the storage has no versions of groups.
 *
 * @throws StoreUnavailable
 */
export async function versionsOfGroups(results: ResultStore, groups: readonly PolledId[]): Promise<Versions> {
  if (groups.length === 0) return new Map();
  const records = await results.groups(groups.map(({ id }) => id));
  const versions = new Map<PolledId, string>();
  for (const one of groups) {
    const record = records.get(one.id);
    if (record) versions.set(one, await versionOfGroup(record));
  }
  return versions;
}

/** Hashes a part of the members at a time, since a group may have a million. */
async function versionOfGroup(record: GroupRecord): Promise<string> {
  if (record.kind === 'undecodable') return etagOf(JSON.stringify(record));
  const parts = [jsonString(record.storedId ?? '')];
  await forEachYielding(textsOf(record.members), (text) => parts.push(text));
  return etagOfParts(parts);
}

/** The ids of all members in their JSON form, with brackets around those of nested groups. */
function* textsOf(members: readonly GroupMember[]): Generator<string, undefined> {
  for (const member of members) {
    yield `,${member.idText}`;
    if (member.kind === 'task') continue;
    yield '[';
    yield* textsOf(member.members);
    yield ']';
  }
}
