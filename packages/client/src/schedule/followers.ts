import type { StatusKey } from './coalescer.ts';

/** One caller that receives the pushed statuses of a key. */
export interface KeyFollower<T> {
  onStatus(status: T): void;
  onLost?(): void;
}

/** The followers of one key. */
export interface FollowedKey<T> {
  readonly key: StatusKey;
  readonly followers: ReadonlySet<KeyFollower<T>>;
}

/** Followed keys by URL. */
export type FollowedKeys<T> = ReadonlyMap<string, FollowedKey<T>>;

/** Delivers the pushed statuses of the followed keys. */
export interface Push {
  /** Called after each change of the followed keys. */
  update(): void;
  /** Returns whether the status of this URL is pushed now. */
  has(url: string): boolean;
}

/** The followed keys, and the push that serves them. */
export interface Followers<T> {
  /** Adds a follower. Returns the function that removes it. */
  follow(key: StatusKey, follower: KeyFollower<T>): () => void;
  /** Returns whether the status of a followed key is pushed now. The name contains kind and id: `task ID`. */
  isPushed(name: string): boolean;
  /** Returns whether the key of this name has a follower. */
  has(name: string): boolean;
  /** Allows the push. Called for each response that announces events. */
  useEvents(): void;
}

/** Creates followers. `load` is called once, when events are announced and a key is followed. */
export function createFollowers<T>(load: (keys: FollowedKeys<T>) => Promise<Push>): Followers<T> {
  const keys = new Map<string, FollowedKey<T> & { readonly followers: Set<KeyFollower<T>> }>();
  const urls = new Map<string, string>();
  let hasEvents = false;
  let isLoading = false;
  let push: Push | undefined;

  async function loadPush(): Promise<void> {
    if (isLoading) return;
    isLoading = true;
    // if the chunk fails to load, polling continues, and the next change loads it again
    push = await load(keys).catch(() => undefined);
    isLoading = false;
    push?.update();
  }

  function update(): void {
    if (push) push.update();
    else if (hasEvents && keys.size > 0) void loadPush();
  }

  return {
    follow: (key, follower) => {
      const entry = keys.get(key.url) ?? { key, followers: new Set() };
      entry.followers.add(follower);
      keys.set(key.url, entry);
      urls.set(`${key.kind} ${key.id}`, key.url);
      update();
      return () => {
        entry.followers.delete(follower);
        if (entry.followers.size === 0 && keys.get(key.url) === entry) {
          keys.delete(key.url);
          urls.delete(`${key.kind} ${key.id}`);
        }
        update();
      };
    },
    has: (name) => urls.has(name),
    isPushed: (name) => push?.has(urls.get(name) ?? '') ?? false,
    useEvents: () => {
      if (hasEvents) return;
      hasEvents = true;
      update();
    },
  };
}
