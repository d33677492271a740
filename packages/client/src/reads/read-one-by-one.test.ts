import { describe, expect, it } from 'vitest';
import { HttpStatusError } from '../errors/errors.ts';
import type { TaskStatus } from '../model/task-status.ts';
import { toTaskStatus } from '../model/to-task-status.ts';
import type { MemberDone } from '../protocol/index.ts';
import { readOneByOne, type TaskReader } from './read-one-by-one.ts';

const membersOf = (...executed: readonly boolean[]): MemberDone[] =>
  executed.map((isExecuted, index) => ({ id: `m${index}`, executed: isExecuted }));
const unfinishedMembers = (count: number): MemberDone[] => membersOf(...Array.from({ length: count }, () => false));
const taskIn = (id: string, status: string): TaskStatus => toTaskStatus({ id, status, result: null });
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

interface ReadArguments {
  readonly readTask: TaskReader;
  readonly members: readonly MemberDone[];
  readonly finalTasks?: Map<string, TaskStatus>;
}
const read = ({ readTask, members, finalTasks = new Map() }: ReadArguments) =>
  readOneByOne({ readTask, members, finalTasks, options: { retry: true } });

describe('readOneByOne', () => {
  it('runs six reads at once, and returns tasks in the order of the group', async () => {
    let running = 0;
    let maxRunning = 0;
    const tasks = await read({
      members: unfinishedMembers(20),
      readTask: async (id) => {
        running += 1;
        maxRunning = Math.max(maxRunning, running);
        await nextTurn();
        running -= 1;
        return taskIn(id, 'STARTED');
      },
    });
    expect(maxRunning).toBe(6);
    expect(tasks.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => `m${index}`));
  });

  it('reads a member only once if the group contains it twice', async () => {
    const readIds: string[] = [];
    const tasks = await read({
      members: [...membersOf(false), ...membersOf(false)],
      readTask: async (id) => {
        readIds.push(id);
        return taskIn(id, 'STARTED');
      },
    });
    expect(readIds).toEqual(['m0']);
    expect(tasks).toHaveLength(2);
  });

  it('starts no read after one has failed', async () => {
    const readIds: string[] = [];
    const error = new HttpStatusError(403, '/');
    const reading = read({
      members: unfinishedMembers(20),
      readTask: async (id) => {
        readIds.push(id);
        if (id === 'm0') throw error;
        await nextTurn();
        return taskIn(id, 'STARTED');
      },
    });
    await expect(reading).rejects.toBe(error);
    await nextTurn();
    expect(readIds).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5']);
  });

  it('stores final members, except REVOKED ones, which may still run', async () => {
    const finalTasks = new Map<string, TaskStatus>();
    const states: Readonly<Record<string, string>> = { m0: 'SUCCESS', m1: 'RETRY', m2: 'REVOKED', m3: 'STARTED' };
    await read({
      members: membersOf(true, false, false, false),
      readTask: async (id) => taskIn(id, states[id] ?? ''),
      finalTasks,
    });
    expect([...finalTasks.keys()].sort()).toEqual(['m0']);
  });

  // vectors group-nested, group-bytes
  it('returns a done member as succeeded if it has no task, or a result that is not JSON', async () => {
    const finalTasks = new Map<string, TaskStatus>();
    const retries: unknown[] = [];
    const tasks = await read({
      members: membersOf(true, true, false),
      readTask: async (id, { retryOn500 }) => {
        retries.push(retryOn500);
        if (id === 'm0') throw new HttpStatusError(500, '/');
        return taskIn(id, 'PENDING');
      },
      finalTasks,
    });
    expect(tasks.map(({ phase }) => phase)).toEqual(['succeeded', 'succeeded', 'pending']);
    expect(retries).toEqual([false, false, true]);
    expect([...finalTasks.keys()]).toEqual(['m0', 'm1']);
  });

  it('rejects with a 500 of a member that is not done, and with any other status', async () => {
    const failWith = (status: number, members: readonly MemberDone[]) =>
      read({ readTask: () => Promise.reject(new HttpStatusError(status, '/')), members });
    await expect(failWith(500, membersOf(false))).rejects.toMatchObject({ status: 500 });
    await expect(failWith(502, membersOf(true))).rejects.toMatchObject({ status: 502 });
  });

  it('sends no request for ids that are invalid in a URL', async () => {
    const done = ['a b', '', '.', '..'].map((id) => ({ id, executed: true }));
    const tasks = await read({
      members: [...done, { id: 'c d', executed: false }],
      readTask: () => Promise.reject(new Error('a request was sent')),
    });
    expect(tasks.map(({ phase }) => phase)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded', 'pending']);
  });
});
