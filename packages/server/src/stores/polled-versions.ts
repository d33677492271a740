import { etagOf } from '../lib/etag.ts';
import type { PolledId } from './polled-id.ts';
import type { ResultStore } from './store.ts';

/** The versions that a read has found. Ids that are not stored have no version. */
type Versions = ReadonlyMap<PolledId, string>;

/** @throws StoreUnavailable */
export async function versionsOfTasks(results: ResultStore, tasks: readonly PolledId[]): Promise<Versions> {
  if (tasks.length === 0) return new Map();
  const versions = await results.versions(tasks.map(({ id }) => id));
  return versionsBy(tasks, ({ id }) => versions.get(id));
}

/**
 * Computes a version of each stored group, since the storage has no versions of groups.
 *
 * @throws StoreUnavailable
 */
export async function versionsOfGroups(results: ResultStore, groups: readonly PolledId[]): Promise<Versions> {
  if (groups.length === 0) return new Map();
  const records = await results.groups(groups.map(({ id }) => id));
  return versionsBy(groups, ({ id }) => {
    const record = records.get(id);
    return record && etagOf(JSON.stringify(record));
  });
}

function versionsBy(polled: readonly PolledId[], versionOf: (one: PolledId) => string | undefined): Versions {
  const found = new Map<PolledId, string>();
  for (const one of polled) {
    const version = versionOf(one);
    if (version !== undefined) found.set(one, version);
  }
  return found;
}
