import { describe, expect, it } from 'vitest';
import { HttpStatusError } from './errors.ts';
import type { MemberDone } from './protocol/index.ts';
import { type OneByOne, readOneByOne } from './read-one-by-one.ts';
import type { TaskStatus } from './task-status.ts';
import { toTaskStatus } from './to-task-status.ts';

const members = (...executed: readonly boolean[]): MemberDone[] =>
  executed.map((one, index) => ({ id: `m${index}`, executed: one }));
const started = (id: string): TaskStatus => toTaskStatus({ id, status: 'STARTED', result: null });
const read = (task: OneByOne['task'], of: readonly MemberDone[], settled = new Map<string, TaskStatus>()) =>
  readOneByOne({ task }, of, { settled, options: {} });

describe('readOneByOne', () => {
  it('asks six at a time, and answers in the order of the group', async () => {
    let open = 0;
    let most = 0;
    const tasks = await read(
      async (id) => {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return started(id);
      },
      members(...Array.from({ length: 20 }, () => false)),
    );
    expect(most).toBe(6);
    expect(tasks.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => `m${index}`));
  });

  it('asks once for a member that is in the group twice', async () => {
    const asked: string[] = [];
    const twice = [...members(false), ...members(false)];
    const tasks = await read(async (id) => {
      asked.push(id);
      return started(id);
    }, twice);
    expect([asked, tasks.length]).toEqual([['m0'], 2]);
  });

  it('asks for no member after one has failed', async () => {
    const asked: string[] = [];
    const failure = new HttpStatusError(403, '/');
    const reading = read(
      async (id) => {
        asked.push(id);
        if (id === 'm0') throw failure;
        await new Promise((resolve) => setImmediate(resolve));
        return started(id);
      },
      members(...Array.from({ length: 20 }, () => false)),
    );
    await expect(reading).rejects.toBe(failure);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5']);
  });

  it('keeps final members, and only those', async () => {
    const settled = new Map<string, TaskStatus>();
    const states: Readonly<Record<string, string>> = { m0: 'SUCCESS', m1: 'RETRY', m2: 'REVOKED', m3: 'STARTED' };
    const task: OneByOne['task'] = async (id) => toTaskStatus({ id, status: states[id] ?? '', result: null });
    await read(task, members(true, false, false, false), settled);
    expect([...settled.keys()].sort()).toEqual(['m0', 'm2']);
  });

  // vectors group-nested, group-bytes
  it('takes done for succeeded where there is no task, or none that can be written as JSON', async () => {
    const settled = new Map<string, TaskStatus>();
    const retries: unknown[] = [];
    const tasks = await read(
      async (id, { retryOn500 }) => {
        retries.push(retryOn500);
        if (id === 'm0') throw new HttpStatusError(500, '/');
        return toTaskStatus({ id, status: 'PENDING', result: null });
      },
      members(true, true, false),
      settled,
    );
    expect(tasks.map(({ phase }) => phase)).toEqual(['succeeded', 'succeeded', 'pending']);
    expect(retries).toEqual([false, false, true]);
    expect([...settled.keys()]).toEqual(['m0', 'm1']);
  });

  it('passes on a 500 of a member that is not done, and any other status', async () => {
    const failing = (code: number) => read(() => Promise.reject(new HttpStatusError(code, '/')), members(code !== 500));
    await expect(failing(500)).rejects.toMatchObject({ status: 500 });
    await expect(failing(502)).rejects.toMatchObject({ status: 502 });
  });

  it('does not ask for ids that no URL takes', async () => {
    const odd = ['a b', '', '.', '..'].map((id) => ({ id, executed: true }));
    const tasks = await read(() => Promise.reject(new Error('asked')), [...odd, { id: 'c d', executed: false }]);
    expect(tasks.map(({ phase }) => phase)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded', 'pending']);
  });
});
