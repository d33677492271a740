import type { GroupDetailV1, NestedGroupV1, TaskItemV1 } from '@celery-results/client/protocol';
import type { ScopedStore } from '../access/access.ts';
import { forEachYielding } from '../lib/for-each-yielding.ts';
import { type GroupMember, leavesOf, type TaskRecord } from '../stores/record.ts';
import { forEachTask, loadGroup, NO_MEMBERS } from './group-members.ts';
import { errorOf } from './task-item.ts';

export interface GroupPage {
  /** Number of members before the page. */
  readonly offset: number;
  readonly limit: number;
}

/** Largest number of nested groups of an answer. */
const MAX_NESTED = 200;
/** Largest number of characters of a result that a page reads. Larger errors are left out. */
const MAX_RESULT_CHARS = 16 * 1024;

/**
 * Answers `v1/groups/<id>/`: a page of the members of a group, and the states of all members.
 *
 * @throws Forbidden, UnreadableResult, StoreUnavailable
 */
export async function groupDetail(
  store: ScopedStore,
  id: string,
  { offset, limit }: GroupPage,
): Promise<GroupDetailV1> {
  const group = await loadGroup(store, id);
  const { leaves, members } = group ?? NO_MEMBERS;
  /** The states of all tasks in order. */
  const states: string[] = [];
  await forEachTask(store, { leaves, members }, { dropResults: true }, (_, record) => states.push(stateOf(record)));
  const groups: NestedGroupV1[] = [];
  for (const nested of await nestedGroups(members))
    groups.push({ ...nested, counts: await countsOf(states.slice(nested.offset, nested.offset + nested.total)) });
  const page = leaves.slice(offset, offset + limit).map((leaf) => leaf.id);
  const records = await store.tasks(page, 'details', { memory: store.memory, maxResult: MAX_RESULT_CHARS });
  const { dateCreated, dateDone, left } = await store.groupInfo(id);
  return {
    id,
    known: group !== undefined,
    total: leaves.length,
    counts: await countsOf(states),
    members: page.map((member) => toMember(member, records.get(member))),
    groups,
    next: offset + limit < leaves.length ? String(offset + limit) : null,
    previous: offset > 0 ? String(Math.max(0, offset - limit)) : null,
    date_created: dateCreated ?? null,
    date_done: dateDone ?? null,
    chord: left === undefined ? null : { group: id, left, date_created: dateCreated ?? null },
  };
}

async function countsOf(states: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const counts = new Map<string, number>();
  await forEachYielding(states, (state) => counts.set(state, (counts.get(state) ?? 0) + 1));
  return Object.fromEntries(counts);
}

/** The groups directly within a group. */
async function nestedGroups(members: readonly GroupMember[]): Promise<readonly Omit<NestedGroupV1, 'counts'>[]> {
  const found: Omit<NestedGroupV1, 'counts'>[] = [];
  let offset = 0;
  await forEachYielding(members, (member) => {
    const total = member.kind === 'task' ? 1 : leavesOf(member.members).length;
    if (member.kind === 'group' && found.length < MAX_NESTED) found.push({ id: textOf(member.idText), offset, total });
    offset += total;
  });
  return found;
}

function textOf(json: string): string | null {
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? value : null;
}

function toMember(id: string, record: TaskRecord | undefined): TaskItemV1 {
  const { name, worker, dateCreated, dateStarted, dateDone } = record?.details ?? {};
  return {
    id,
    status: stateOf(record),
    name: name ?? null,
    worker: worker ?? null,
    periodic: null,
    date_created: dateCreated ?? null,
    date_started: dateStarted ?? null,
    date_done: dateDone ?? null,
    ...errorOf(record),
  };
}

/** Returns the state of a record as text. A stored meta may give a state of any type; other types become JSON text. */
function stateOf(record: TaskRecord | undefined): string {
  if (!record) return 'PENDING';
  const state: unknown = JSON.parse(record.status);
  return typeof state === 'string' ? state : record.status;
}
