import type { ProblemWire } from '@celery-results/client/protocol';
import type { ScopedStore } from '../access/access.ts';
import { forEachYielding } from '../lib/for-each-yielding.ts';
import { asciiJson, jsonString } from '../lib/json-string.ts';
import { UnreadableResult } from '../problems/errors.ts';
import { problemOf, toProblem } from '../problems/problems.ts';
import { type GroupRecord, type JsonText, leavesOf } from '../stores/record.ts';
import { createEntries } from './batch-entries.ts';
import type { BatchQuery } from './batch-query.ts';
import { groupEtag, toGroupEntry } from './group-v1.ts';
import { limitedMemory } from './limited-memory.ts';
import { readTasks } from './read-tasks.ts';
import { readableIds } from './readable-ids.ts';
import type { EntryV1 } from './task-v1.ts';

/** How a batch is answered. */
export interface BatchOptions {
  /** Largest number of characters of a result; longer ones are left out. */
  readonly resultLimit: number;
  /** Largest number of characters of all results together. Further results are left out, in the order of the ids. */
  readonly answerLimit: number;
}

/** Largest number of tasks of all groups of a batch together. A single group may have more. */
const MAX_GROUP_TASKS = 100_000;

/**
 * Answers `v1/status/`. Reads the store twice for any number of ids, and large results a few at a time. A problem with
 * one id is an entry of `errors`; the other ids are answered.
 *
 * @throws StoreUnavailable
 */
export async function batch(
  store: ScopedStore,
  query: BatchQuery,
  options: BatchOptions,
): Promise<readonly JsonText[]> {
  const { tasks: taskIds, groups: groupIds, problems: errors } = await readableIds(store, query);
  const members = toMembers(await store.groups(groupIds), groupIds, errors);
  const records = await readTasks(store, await uniqueIds(taskIds, members), {
    include: 'details',
    maxResult: options.resultLimit,
    memory: limitedMemory(store.memory, options.answerLimit),
  });
  const entries = createEntries(records, options);
  const changed = { tasks: new Map<string, EntryV1>(), groups: new Map<string, EntryV1>() };
  const unchanged: string[] = [];
  // an entry without its result has a different etag
  const sort = (half: 'tasks' | 'groups', id: string, entry: EntryV1): void => {
    if (query[half].get(id) === entry.etag) unchanged.push(id);
    else changed[half].set(id, entry);
  };
  await forEachYielding(taskIds, (id) => {
    const whole = entries.whole(id);
    sort('tasks', id, query.tasks.get(id) === whole.etag ? whole : entries.sent(id));
  });
  for (const [id, ofGroup] of members) {
    const known = query.groups.get(id) ?? null;
    const isSame = known !== null && known === (await groupEtag(id, ofGroup, (member) => entries.whole(member).etag));
    if (isSame) unchanged.push(id);
    else sort('groups', id, await toGroupEntry(id, ofGroup, entries.sent));
  }
  const problems = [...errors].map(([id, problem]) => `${jsonString(id)}: ${asciiJson(JSON.stringify(problem))}`);
  const parts = ['{"tasks": {'];
  addEntries(parts, changed.tasks);
  parts.push('}, "groups": {');
  addEntries(parts, changed.groups);
  parts.push(`}, "unchanged": [${unchanged.map(jsonString).join(', ')}], "errors": {${problems.join(', ')}}}`);
  return parts;
}

/** Returns the tasks of each group; undefined for an unknown group. A group that cannot be decoded gets a problem. */
function toMembers(
  groups: ReadonlyMap<string, GroupRecord>,
  ids: readonly string[],
  errors: Map<string, ProblemWire>,
): ReadonlyMap<string, readonly string[] | undefined> {
  const members = new Map<string, readonly string[] | undefined>();
  let total = 0;
  for (const id of ids) {
    const record = groups.get(id);
    if (record?.kind === 'undecodable') {
      errors.set(id, problemOf(new UnreadableResult(id, record.reason)));
      continue;
    }
    const leaves = record && leavesOf(record.members).map((leaf) => leaf.id);
    if (leaves && total > 0 && total + leaves.length > MAX_GROUP_TASKS) {
      errors.set(id, toProblem('batch-too-large', { detail: 'ask for this group in a batch of its own' }));
      continue;
    }
    total += leaves?.length ?? 0;
    members.set(id, leaves);
  }
  return members;
}

/** The tasks that are asked for and those of all groups, each once. */
async function uniqueIds(
  taskIds: readonly string[],
  members: ReadonlyMap<string, readonly string[] | undefined>,
): Promise<readonly string[]> {
  const seen = new Set<string>();
  const ids: string[] = [];
  for (const some of [taskIds, ...members.values()])
    await forEachYielding(some ?? [], (id) => {
      if (seen.has(id)) return;
      seen.add(id);
      ids.push(id);
    });
  return ids;
}

function addEntries(parts: JsonText[], entries: ReadonlyMap<string, EntryV1>): void {
  let separator = '';
  for (const [id, entry] of entries) {
    parts.push(`${separator}${jsonString(id)}: `);
    separator = ', ';
    for (const part of entry.parts) parts.push(part);
  }
}
