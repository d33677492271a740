import { afterEach, describe, expect, it } from 'vitest';
import { WatchedUnion } from './watched-ids.ts';

const [FIRST, SECOND] = ['192.0.2.1', '192.0.2.2'];
const ids = (count: number, letter: string): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${letter}-${at}`);

let union: WatchedUnion;
afterEach(() => union.close());

/** Of ten ids, an address has seven at most while others have none. */
const create = (): WatchedUnion => new WatchedUnion(() => {}, 10);
const mayAdd = (address: string, count: number): boolean => union.mayWatch(address, 'tasks', ids(count, 'new'));

describe('an id that several addresses watch', () => {
  it('counts for the first of them, and for the next one when that one leaves', () => {
    union = create();
    const watched = union.use('tasks', 'popular', FIRST);
    for (let time = 0; time < 2; time += 1) union.use('tasks', 'popular', SECOND);
    expect([mayAdd(FIRST, 7), mayAdd(FIRST, 6)]).toEqual([false, true]);
    union.release(watched, FIRST);
    union.use('tasks', 'own', FIRST);
    expect(watched.address).toBe(SECOND);
    // the other address has one of ten ids: three quarters of the nine others are six ids
    expect([mayAdd(FIRST, 5), mayAdd(FIRST, 6)]).toEqual([true, false]);
    expect([mayAdd(SECOND, 5), mayAdd(SECOND, 6)]).toEqual([true, false]);
  });

  it('counts for an address until all its streams have left', () => {
    union = create();
    const watched = union.use('tasks', 'popular', FIRST);
    union.use('tasks', 'popular', FIRST);
    union.use('tasks', 'popular', SECOND);
    union.release(watched, FIRST);
    expect(watched.address).toBe(FIRST);
    union.release(watched, FIRST);
    expect(watched.address).toBe(SECOND);
    union.release(watched, SECOND);
    expect(watched.uses).toBe(0);
  });

  it('counts for an address that comes when all others have left', () => {
    union = create();
    const watched = union.use('tasks', 'popular', FIRST);
    union.release(watched, FIRST);
    expect(union.use('tasks', 'popular', SECOND)).toBe(watched);
    expect(watched.address).toBe(SECOND);
    expect(mayAdd(FIRST, 9)).toBe(true);
  });

  it('takes the tasks of its group along, if that address does not watch them for itself', () => {
    union = create();
    const group = union.use('groups', 'g', FIRST);
    const [own, shared] = [union.use('tasks', 'own', FIRST), union.use('tasks', 'shared', FIRST)];
    group.members = new Set([own, shared]);
    union.use('tasks', 'own', FIRST);
    union.use('groups', 'g', SECOND);
    union.release(group, FIRST);
    expect([group.address, own.address, shared.address]).toEqual([SECOND, FIRST, SECOND]);
    expect([own.uses, shared.uses]).toEqual([2, 1]);
  });
});
