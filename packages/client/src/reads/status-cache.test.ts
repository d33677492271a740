import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TaskStatus } from '../model/task-status.ts';
import { toGroupStatus } from '../model/to-group-status.ts';
import { createStatusCache, type StatusCache } from './status-cache.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const createCache = (unknownAfter: number | false, followed: ReadonlySet<string> = new Set()): StatusCache =>
  createStatusCache({ unknownAfter, reading: {}, isFollowed: (name) => followed.has(name) });
const STARTED = { status: 'STARTED', result: null };
const PENDING = { id: 't', status: 'PENDING', result: null };
/** Adds a pending task of plain Django, or of our server, which sends `known`. Returns the phase. */
const addPending = (cache: StatusCache, known?: boolean): string =>
  cache.addTask({ ...PENDING, ...(known !== undefined && { known }) }).phase;

describe('a task without a row', () => {
  it('is pending for unknownAfter on plain Django, then unknown', () => {
    const cache = createCache(60_000);
    expect(addPending(cache)).toBe('pending');
    vi.advanceTimersByTime(59_999);
    expect(addPending(cache)).toBe('pending');
    vi.advanceTimersByTime(1);
    expect(addPending(cache)).toBe('unknown');
  });

  it('is never unknown if unknownAfter is false', () => {
    const cache = createCache(false);
    expect(addPending(cache)).toBe('pending');
    vi.advanceTimersByTime(3_600_000);
    expect(addPending(cache)).toBe('pending');
  });

  it('is pending for the same time on a server that reports that there is no row', () => {
    const cache = createCache(60_000);
    expect(cache.addTask({ ...PENDING, known: false })).toMatchObject({ phase: 'pending', known: false });
    vi.advanceTimersByTime(60_000);
    expect(addPending(cache, false)).toBe('unknown');
    expect(addPending(cache, true)).toBe('pending');
    expect(addPending(cache, false)).toBe('pending');
  });

  it('is running when a worker has started it', () => {
    const cache = createCache(0);
    expect(addPending(cache)).toBe('unknown');
    expect(cache.addTask({ id: 't', status: 'STARTED', result: null }).phase).toBe('running');
  });
});

describe('a status without a row that is not read again', () => {
  it('has a time at which it becomes unknown, and is unknown from then on', () => {
    const cache = createCache(60_000);
    const at = Date.now() + 60_000;
    addPending(cache);
    cache.addGroup(toGroupStatus('g', []), undefined, 0);
    expect([cache.unknownAt('task', 't'), cache.unknownAt('group', 'g')]).toEqual([at, at]);
    vi.advanceTimersByTime(60_000);
    expect([cache.get('task', 't')?.status?.phase, cache.get('group', 'g')?.status?.phase]).toEqual(
      Array(2).fill('unknown'),
    );
    expect(cache.get('task', 't')?.status).toBe(cache.get('task', 't')?.status);
    expect(cache.unknownAt('task', 't')).toBe(Number.POSITIVE_INFINITY);
  });

  it('is never unknown with a row, without a read, or if unknownAfter is false', () => {
    const cache = createCache(60_000);
    addPending(cache, true);
    vi.advanceTimersByTime(60_000);
    expect(cache.get('task', 't')?.status?.phase).toBe('pending');
    expect([cache.unknownAt('task', 't'), cache.unknownAt('task', 'u')]).toEqual(
      Array(2).fill(Number.POSITIVE_INFINITY),
    );
    const patient = createCache(false);
    addPending(patient);
    expect(patient.unknownAt('task', 't')).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a group without members', () => {
  it('is pending for unknownAfter, then unknown, until a read finds its members', () => {
    const cache = createCache(60_000);
    const add = (tasks: readonly TaskStatus[]) => cache.addGroup(toGroupStatus('g', tasks), undefined, 0).phase;
    expect(add([])).toBe('pending');
    vi.advanceTimersByTime(60_000);
    expect(add([])).toBe('unknown');
    expect(add([cache.addTask({ id: 't', ...STARTED })])).toBe('running');
  });
});

describe('a task that had a row', () => {
  it.each([false, undefined])('keeps its last status when the row expires (known: %s)', (known) => {
    const cache = createCache(0);
    const done = cache.addTask({ id: 't', status: 'SUCCESS', result: { rows: 1 } });
    expect(cache.addTask({ ...PENDING, ...(known !== undefined && { known }) })).toBe(done);
  });

  it('is pending again if its new row says PENDING', () => {
    const cache = createCache(0);
    cache.addTask({ id: 't', status: 'SUCCESS', result: { rows: 1 } });
    expect(addPending(cache, true)).toBe('pending');
  });

  it('is running again if a worker starts it again', () => {
    const cache = createCache(0);
    cache.addTask({ id: 't', status: 'SUCCESS', result: 1 });
    expect(cache.addTask({ id: 't', status: 'STARTED', result: null }).phase).toBe('running');
  });
});

describe('an entry', () => {
  it('has the last status and its etag, separately for tasks and groups', () => {
    const cache = createCache(false);
    const status = cache.addTask({ id: 'x', status: 'STARTED', result: null, known: true, etag: '"1"' });
    expect(cache.get('task', 'x')).toMatchObject({ etag: '"1"', status });
    expect(cache.get('group', 'x')).toBeUndefined();
    cache.addTask({ id: 'x', status: 'STARTED', result: null });
    expect(cache.get('task', 'x')?.etag).toBeNull();
  });

  it('has the etag of an unknown task', () => {
    const cache = createCache(false);
    cache.addTask({ ...PENDING, known: false, etag: '"0"' });
    expect(cache.get('task', 't')?.etag).toBe('"0"');
  });

  it('is dropped if 1,000 other ids were read after it', () => {
    const cache = createCache(false);
    const add = (id: string): void => void cache.addTask({ id, status: 'STARTED', result: null, etag: '"1"' });
    add('first');
    add('second');
    for (let index = 0; index < 998; index += 1) add(`t${index}`);
    add('first');
    add('one more');
    expect(cache.get('task', 'first')?.etag).toBe('"1"');
    expect(cache.get('task', 'second')).toBeUndefined();
  });

  it('is never dropped while it or its group is followed', () => {
    const followed = new Set(Array.from({ length: 1_500 }, (_, index) => `task t${index}`)).add('group g');
    const cache = createCache(60_000, followed);
    const member = cache.addTask({ id: 'm', status: 'STARTED', result: null });
    cache.addGroup(toGroupStatus('g', [member]), undefined, 0);
    for (let index = 0; index < 1_500; index += 1) cache.addTask({ id: `t${index}`, status: 'STARTED', result: null });
    for (let index = 0; index < 3_000; index += 1) cache.addTask({ id: `other${index}`, ...STARTED });
    for (const id of ['m', 't0', 't1499'])
      expect(cache.addTask({ ...PENDING, id, known: false })).toMatchObject({ phase: 'running' });
    expect(cache.get('task', 'other0')).toBeUndefined();
    expect(cache.get('task', 'other2999')).toBeDefined();
  });

  it('keeps its last progress while the task retries, and after a failure', () => {
    const cache = createCache(false);
    const progress = { current: 3, total: 10, percent: 30 };
    cache.addTask({ id: 't', status: 'PROGRESS', result: { current: 3, total: 10 } });
    for (const status of ['RETRY', 'FAILURE', 'REVOKED'])
      expect(cache.addTask({ id: 't', status, result: "E('x')", exc: 'm.E', traceback: null })).toMatchObject({
        progress,
      });
    expect(cache.addTask({ id: 't', status: 'SUCCESS', result: 1 }).progress?.percent).toBe(100);
  });

  it('may have an id such as __proto__', () => {
    const cache = createCache(false);
    expect(cache.get('task', '__proto__')).toBeUndefined();
    cache.addTask({ id: '__proto__', status: 'SUCCESS', result: 1 });
    expect(cache.get('task', '__proto__')?.status).toMatchObject({ phase: 'succeeded' });
  });
});
