import type { TaskV1, TaskWire } from './protocol/index.ts';
import type { GroupStatus, TaskStatus } from './task-status.ts';
import { toTaskStatus } from './to-task-status.ts';

/** A task as one of the servers answers it. */
export type AnsweredTask = TaskWire & Partial<TaskV1>;

interface Memory {
  readonly firstSeenAt: number;
  etag: string | null;
  status?: TaskStatus | GroupStatus;
  /** Whether anything was ever stored. */
  wasSeen?: boolean;
}

/** What one client was answered last: the one place where an answer becomes a status. */
export interface Answers {
  /** A task that was seen does not go back to pending when its row expires; one that nobody sees in a while is unknown. */
  task(wire: AnsweredTask): TaskStatus;
  /** Remembers a group. */
  group(status: GroupStatus, etag: string): GroupStatus;
  /** The last answer, and its `etag` or null. */
  last(kind: 'task' | 'group', id: string): Pick<Memory, 'status' | 'etag'> | undefined;
}

/** Statuses that are kept; the one that was asked for longest ago goes first, which only costs requests. */
const REMEMBERED = 1_000;

/** `unknownAfter`: milliseconds that a task may be pending on a server that cannot tell; false for ever. */
export function createAnswers(unknownAfter: number | false): Answers {
  const memories = new Map<string, Memory>();

  function memoryOf(name: string): Memory {
    const memory = memories.get(name) ?? { firstSeenAt: Date.now(), etag: null };
    // the order counts only where one of them will have to go, and to move one costs more than all else here
    if (memories.size >= REMEMBERED) memories.delete(name);
    memories.set(name, memory);
    if (memories.size > REMEMBERED) memories.delete(memories.keys().next().value as string);
    return memory;
  }

  function keep<T extends TaskStatus | GroupStatus>(memory: Memory, status: T, etag: string | undefined): T {
    memory.status = status;
    memory.etag = etag ?? null;
    return status;
  }

  const task = (wire: AnsweredTask): TaskStatus => {
    const memory = memoryOf(`task ${wire.id}`);
    const status = toTaskStatus<unknown, unknown>(wire);
    if (status.phase !== 'pending' || wire.known) memory.wasSeen = true;
    else if (memory.wasSeen) return memory.status as TaskStatus;
    else if (wire.known === false || (unknownAfter !== false && Date.now() - memory.firstSeenAt >= unknownAfter))
      return keep(memory, { ...status, phase: 'unknown' }, wire.etag);
    return keep(memory, status, wire.etag);
  };

  return {
    task,
    group: (status, etag) => keep(memoryOf(`group ${status.id}`), status, etag),
    last: (kind, id) => memories.get(`${kind} ${id}`),
  };
}
