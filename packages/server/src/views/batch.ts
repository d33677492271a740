import { isValidId, type ProblemWire } from '@celery-results/client/protocol';
import type { ScopedStore } from '../access/scoped-store.ts';
import { UnreadableResult } from '../errors.ts';
import { problemOf, toProblem } from '../problems.ts';
import { inSlices } from '../slices.ts';
import { type GroupRecord, type JsonText, leavesOf } from '../stores/record.ts';
import { toGroupEntry } from './group-v1.ts';
import { asciiJson, jsonString } from './json-string.ts';
import { type EntryV1, type TaskEntryV1, toTaskEntry } from './task-v1.ts';

/** The ids of a batch, each with the etag that is known already, or null. No id is in both. */
export interface BatchQuestion {
  readonly tasks: ReadonlyMap<string, string | null>;
  readonly groups: ReadonlyMap<string, string | null>;
}

/** How a batch is answered. */
export interface BatchOptions {
  /** Characters of one result; larger ones are left out. */
  readonly resultLimit: number;
}

/** Tasks of the groups of one batch together, unless a single group has more. */
const MOST_MEMBERS = 100_000;

/**
 * `v1/status/`: two reads of the store, whatever is asked. What is wrong with one id is its entry among the errors, and the others are
 * answered.
 *
 * @throws StoreUnavailable
 */
export async function batch(
  store: ScopedStore,
  question: BatchQuestion,
  options: BatchOptions,
): Promise<readonly JsonText[]> {
  const errors = new Map<string, ProblemWire>();
  const { taskIds, groupIds } = await askableIds(store, question, errors);
  const members = toMembers(await store.groups(groupIds), groupIds, errors);
  const ids = new Set([...taskIds, ...[...members.values()].flatMap((one) => one ?? [])]);
  const records = await store.tasks([...ids], 'details');

  // a task may be in many places
  const made = new Map<string, TaskEntryV1>();
  const entryOf = (id: string): TaskEntryV1 => {
    const entry = made.get(id) ?? toTaskEntry(id, records.get(id), options.resultLimit);
    made.set(id, entry);
    return entry;
  };
  const changed = { tasks: new Map<string, EntryV1>(), groups: new Map<string, EntryV1>() };
  const unchanged: string[] = [];
  const sort = (half: 'tasks' | 'groups', id: string, entry: EntryV1): void => {
    if (question[half].get(id) === entry.etag) unchanged.push(id);
    else changed[half].set(id, entry);
  };
  await inSlices(taskIds, (id) => sort('tasks', id, entryOf(id)));
  for (const [id, ofGroup] of members) sort('groups', id, await toGroupEntry(id, ofGroup, entryOf));
  return bodyOf(changed, unchanged, errors);
}

/** Ids that may be asked for; each of the others gets its problem. */
async function askableIds(
  store: ScopedStore,
  { tasks, groups }: BatchQuestion,
  errors: Map<string, ProblemWire>,
): Promise<{ readonly taskIds: readonly string[]; readonly groupIds: readonly string[] }> {
  const valid = { tasks: [...tasks.keys()].filter(isValidId), groups: [...groups.keys()].filter(isValidId) };
  for (const id of [...tasks.keys(), ...groups.keys()]) if (!isValidId(id)) errors.set(id, toProblem('invalid-id'));
  const forbidden = await store.forbidden(valid);
  for (const id of forbidden) errors.set(id, toProblem('forbidden'));
  const isAskable = (id: string): boolean => !forbidden.has(id);
  return { taskIds: valid.tasks.filter(isAskable), groupIds: valid.groups.filter(isAskable) };
}

/** The tasks of every group, undefined for an unknown one; without the groups that cannot be shown. */
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
      errors.set(id, problemOf(new UnreadableResult(id, record.fault)));
      continue;
    }
    const leaves = record && leavesOf(record.members).map((leaf) => leaf.id);
    if (leaves && total > 0 && total + leaves.length > MOST_MEMBERS) {
      errors.set(id, toProblem('batch-too-large', { detail: 'ask for this group in a batch of its own' }));
      continue;
    }
    total += leaves?.length ?? 0;
    members.set(id, leaves);
  }
  return members;
}

interface Changed {
  readonly tasks: ReadonlyMap<string, EntryV1>;
  readonly groups: ReadonlyMap<string, EntryV1>;
}

function bodyOf(
  { tasks, groups }: Changed,
  unchanged: readonly string[],
  errors: ReadonlyMap<string, ProblemWire>,
): readonly JsonText[] {
  const problems = [...errors].map(([id, problem]) => `${jsonString(id)}: ${asciiJson(JSON.stringify(problem))}`);
  return [
    '{"tasks": {',
    ...entriesOf(tasks),
    '}, "groups": {',
    ...entriesOf(groups),
    `}, "unchanged": [${unchanged.map(jsonString).join(', ')}], "errors": {${problems.join(', ')}}}`,
  ];
}

function entriesOf(entries: ReadonlyMap<string, EntryV1>): readonly JsonText[] {
  const parts: JsonText[] = [];
  for (const [id, entry] of entries) {
    parts.push(`${parts.length === 0 ? '' : ', '}${jsonString(id)}: `);
    for (const part of entry.parts) parts.push(part);
  }
  return parts;
}
