import { describe, expect, it } from 'vitest';
import type { StatusKey } from './coalescer.ts';
import { createFollowers, type FollowedKeys, type Followers, type Push } from './followers.ts';

const key = (id: string): StatusKey => ({ kind: 'task', id, url: `/task/status/${id}/` });
const follower = { onStatus: () => {} };
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface ManualPush {
  readonly followers: Followers<string>;
  /** The followed URLs, at each update of the push. */
  readonly updates: string[][];
  loads(): number;
}

/** Creates followers with a push for the URLs of `pushed`. The first `failures` loads fail. */
function createManual({ pushed = [] as string[], failures = 0 } = {}): ManualPush {
  const updates: string[][] = [];
  let loads = 0;
  const load = async (keys: FollowedKeys<string>): Promise<Push> => {
    loads += 1;
    if (loads <= failures) throw new Error('offline');
    return { update: () => void updates.push([...keys.keys()]), has: (url) => pushed.includes(url) };
  };
  return { followers: createFollowers(load), updates, loads: () => loads };
}

describe('the push', () => {
  it('is loaded once, when events are announced and a key is followed', async () => {
    const { followers, updates, loads } = createManual();
    followers.follow(key('a'), follower);
    expect(loads()).toBe(0);
    followers.useEvents();
    followers.useEvents();
    followers.follow(key('b'), follower);
    await settled();
    expect(loads()).toBe(1);
    expect(updates).toEqual([['/task/status/a/', '/task/status/b/']]);
  });

  it('is not loaded while no key is followed', async () => {
    const { followers, loads } = createManual();
    followers.useEvents();
    expect(loads()).toBe(0);
    followers.follow(key('a'), follower);
    expect(loads()).toBe(1);
  });

  it('gets each change of the followed keys', async () => {
    const { followers, updates } = createManual();
    followers.useEvents();
    const stop = followers.follow(key('a'), follower);
    await settled();
    const stopSecond = followers.follow(key('a'), { onStatus: () => {} });
    stop();
    stopSecond();
    expect(updates).toEqual([['/task/status/a/'], ['/task/status/a/'], ['/task/status/a/'], []]);
  });

  it('is loaded again at the next change, if it failed to load', async () => {
    const { followers, updates, loads } = createManual({ failures: 1 });
    followers.useEvents();
    followers.follow(key('a'), follower);
    await settled();
    expect({ loads: loads(), updates, isPushed: followers.isPushed('task a') }).toEqual({
      loads: 1,
      updates: [],
      isPushed: false,
    });
    followers.follow(key('b'), follower);
    await settled();
    expect({ loads: loads(), updates: updates.length }).toEqual({ loads: 2, updates: 1 });
  });
});

describe('a key', () => {
  it('is found by its kind and id until its last follower is removed', () => {
    const { followers } = createManual();
    const stops = [followers.follow(key('a'), follower), followers.follow(key('a'), { onStatus: () => {} })];
    expect([followers.has('task a'), followers.has('group a'), followers.has('task b')]).toEqual([true, false, false]);
    stops[0]?.();
    expect(followers.has('task a')).toBe(true);
    stops[1]?.();
    expect(followers.has('task a')).toBe(false);
  });

  it('stays followed when an earlier follower stops a second time', () => {
    const { followers } = createManual();
    const stop = followers.follow(key('a'), follower);
    stop();
    followers.follow(key('a'), follower);
    stop();
    expect(followers.has('task a')).toBe(true);
  });

  it('is pushed if it is followed and the push serves its URL', async () => {
    const { followers } = createManual({ pushed: ['/task/status/a/'] });
    followers.useEvents();
    followers.follow(key('a'), follower);
    followers.follow(key('b'), follower);
    expect(followers.isPushed('task a')).toBe(false);
    await settled();
    expect(['task a', 'task b', 'task c'].map((name) => followers.isPushed(name))).toEqual([true, false, false]);
  });
});
