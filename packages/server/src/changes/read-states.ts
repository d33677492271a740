import { FINAL_STATES } from '@celery-results/client/protocol';
import type { RecordView } from '../access/access.ts';
import { UnreadableResult } from '../problems/errors.ts';
import { problemOf, toProblem } from '../problems/problems.ts';
import { type GroupRecord, leavesOf, type TaskRecord } from '../stores/record.ts';
import { type ResultStore, UNLIMITED_MEMORY } from '../stores/store.ts';
import { toGroupEntry } from '../views/group-v1.ts';
import { limitedMemory } from '../views/limited-memory.ts';
import { type TaskEntryV1, toTaskEntry } from '../views/task-v1.ts';
import { problemState, type State, stateOf } from './update.ts';
import type { OtherId, WatchedId } from './watched-id.ts';
import type { WatchedUnion } from './watched-ids.ts';

const BEYOND_SHARE =
  'the streams of this address watch too many tasks already, so those of this group cannot be watched';
/** Largest number of tasks of a group. */
const MAX_GROUP_TASKS = 100_000;
/**
 * Largest total size in bytes of the large results of one group, and of the tasks of one read. Further results are
 * omitted, or read next.
 */
const MAX_READ_BYTES = 16 * 1024 * 1024;

/** The stored tasks and groups of one read, and their states as views see them. */
export interface StatesRead {
  /**
   * The stored ids of a task, or of a group and its tasks, that differ from the requested ids. A grant may cover only
   * one of the two ids.
   */
  otherIds(watched: WatchedId): Promise<readonly OtherId[]>;
  stateFor(watched: WatchedId, view: RecordView): Promise<State>;
  /** Tasks whose results did not fit into the memory of this read. They are in the next read. */
  readonly postponed: ReadonlySet<WatchedId>;
}

/**
 * Reads watched tasks and groups in two batch reads. Tasks of a group that are not watched yet become watched.
 *
 * @param resultLimit largest number of characters of a result
 * @throws StoreUnavailable
 */
export async function readStates(
  results: ResultStore,
  watched: readonly WatchedId[],
  { union, resultLimit }: { readonly union: WatchedUnion; readonly resultLimit: number },
): Promise<StatesRead> {
  const groups = watched.filter(({ isGroup }) => isGroup);
  const groupRecords =
    groups.length === 0 ? new Map<string, GroupRecord>() : await results.groups(groups.map(({ id }) => id));
  for (const group of groups) watchMembers(group, groupRecords.get(group.id), union);
  const tasks = watched.filter(({ isGroup }) => !isGroup);
  const { records, isRefused } = await readTasks(
    results,
    tasks.map(({ id }) => id),
    resultLimit,
  );
  const postponed = new Set(isRefused ? tasks.filter(({ id }) => records.get(id)?.kind === 'omitted') : []);
  for (const { id } of tasks) noteFinal(id, records.get(id), union);
  const entryOf = (id: string, record: TaskRecord | undefined, view: RecordView): TaskEntryV1 => {
    const seen = seenBy(view, record, 'task');
    return toTaskEntry(id, seen && view.redact(seen), resultLimit);
  };
  /** The members of one group only: the members of all groups of a read could fill the heap. */
  let last: { readonly group: WatchedId; readonly members: Promise<ReadonlyMap<string, TaskRecord>> } | undefined;
  const membersFor = (group: WatchedId): Promise<ReadonlyMap<string, TaskRecord>> => {
    if (last?.group !== group) last = { group, members: readMembers(results, group, { union, resultLimit }) };
    return last.members;
  };
  return {
    postponed,
    otherIds: async (one) => {
      const { id, isGroup } = one;
      if (!isGroup) return otherId(records.get(id), 'task');
      const members = [...(await membersFor(one)).values()];
      return [...otherId(groupRecords.get(id), 'group'), ...members.flatMap((member) => otherId(member, 'task'))];
    },
    stateFor: async (one, view) => {
      const { id, isGroup } = one;
      if (!isGroup)
        return stateOf(
          id,
          'task',
          entryOf(id, records.get(id), view),
          seenBy(view, records.get(id), 'task') !== undefined,
        );
      const members = await membersFor(one);
      const record = seenBy(view, groupRecords.get(id), 'group');
      if (record && !one.isWithinShare) return problemState(id, toProblem('overloaded', { detail: BEYOND_SHARE }));
      return groupState(id, record, (member) => entryOf(member, members.get(member), view));
    },
  };
}

interface TasksRead {
  readonly records: ReadonlyMap<string, TaskRecord>;
  /** Whether a result was left out because of earlier results. */
  readonly isRefused: boolean;
}

async function readTasks(results: ResultStore, ids: readonly string[], maxResult: number): Promise<TasksRead> {
  if (ids.length === 0) return { records: new Map(), isRefused: false };
  const memory = limitedMemory(UNLIMITED_MEMORY, MAX_READ_BYTES);
  let isRefused = false;
  const take = async (bytes: number): Promise<boolean> => {
    const isTaken = await memory.take(bytes);
    isRefused ||= !isTaken;
    return isTaken;
  };
  const records = await results.tasks(ids, 'details', { maxResult, memory: { ...memory, take } });
  return { records, isRefused };
}

/** Reads the tasks of a group in their order. Omitted results only depend on this group, so the etag does, too. */
async function readMembers(
  results: ResultStore,
  group: WatchedId,
  { union, resultLimit }: { readonly union: WatchedUnion; readonly resultLimit: number },
): Promise<ReadonlyMap<string, TaskRecord>> {
  const ids = [...group.members].map(({ id }) => id);
  const { records } = await readTasks(results, ids, resultLimit);
  for (const id of ids) noteFinal(id, records.get(id), union);
  return records;
}

function seenBy<Record extends { readonly storedId?: string }>(
  view: RecordView,
  record: Record | undefined,
  kind: OtherId['kind'],
): Record | undefined {
  return record?.storedId === undefined || view.covers(record.storedId, kind) ? record : undefined;
}

function otherId(record: { readonly storedId?: string } | undefined, kind: OtherId['kind']): readonly OtherId[] {
  return record?.storedId === undefined ? [] : [{ storedId: record.storedId, kind }];
}

function watchMembers(group: WatchedId, record: GroupRecord | undefined, union: WatchedUnion): void {
  const members = new Set<WatchedId>();
  const ids = membersOf(record) ?? new Set();
  group.isWithinShare = union.mayWatch(group.address, 'tasks', ids);
  for (const id of group.isWithinShare ? ids : []) {
    const member = union.use('tasks', id, group.address);
    members.add(member);
    member.groups.add(group);
  }
  for (const member of group.members) {
    if (!members.has(member)) member.groups.delete(group);
    union.release(member, group.address);
  }
  group.members = members;
}

/** The ids of a group's tasks, without duplicates. Undefined for a group that is not stored or has too many tasks. */
function membersOf(record: GroupRecord | undefined): ReadonlySet<string> | undefined {
  if (record?.kind !== 'group') return undefined;
  const leaves = leavesOf(record.members);
  return leaves.length > MAX_GROUP_TASKS ? undefined : new Set(leaves.map(({ id }) => id));
}

async function groupState(
  id: string,
  record: GroupRecord | undefined,
  entryOf: (id: string) => TaskEntryV1,
): Promise<State> {
  if (record?.kind === 'undecodable') return problemState(id, problemOf(new UnreadableResult(id, record.reason)));
  const leaves = record && leavesOf(record.members);
  if (leaves && leaves.length > MAX_GROUP_TASKS)
    return problemState(id, toProblem('batch-too-large', { detail: `at most ${MAX_GROUP_TASKS} tasks` }));
  const ids = leaves?.map((leaf) => leaf.id);
  return stateOf(id, 'group', await toGroupEntry(id, ids, entryOf), ids !== undefined);
}

function noteFinal(id: string, record: TaskRecord | undefined, { final }: WatchedUnion): void {
  if (record && FINAL_STATES.has(record.status.slice(1, -1))) final.add(id);
  else final.delete(id);
}
