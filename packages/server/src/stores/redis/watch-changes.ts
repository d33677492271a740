import { forEachYielding } from '../../lib/for-each-yielding.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { ChangeSource, Watch } from '../change-source.ts';
import type { RedisClient } from './connect.ts';
import type { Keys } from './keys.ts';
import { isReply, Link } from './link.ts';
import type { RedisLocation } from './redis-location.ts';
import { KeyWatch, WatchedKeys } from './watched-keys.ts';

/**
 * Milliseconds between two reports of all watched keys: Redis publishes no message when a key expires or is deleted.
 */
const BACKSTOP_MS = 25_000;
/** Milliseconds between two checks of the connection, and between two reports of keys without a channel. */
const TICK_MS = 1_000;
/** Largest number of channels of one command. */
const CHANNELS_PER_COMMAND = 1_000;
/** Largest number of channels. Each takes half a kilobyte in Redis and in this process. */
const MAX_CHANNELS = 100_000;

export interface RedisChangesOptions {
  readonly location: RedisLocation;
  readonly keys: Keys;
  /** Milliseconds for a connection and an answer. */
  readonly timeout: number;
  readonly master?: string | undefined;
  /** Milliseconds between two reports of all watched ids. Default 25,000. */
  readonly backstop?: number | undefined;
  /** Largest number of channels. Further keys are reported every second. Default 100,000. */
  readonly maxChannels?: number;
  readonly warn?: ((message: string) => void) | undefined;
}

/** A change source with its own connection, which is opened with the first watched id. */
export interface RedisChanges extends ChangeSource {
  /** Ends all watches. */
  close(): void;
}

/**
 * Finds changes by the messages that Celery publishes with every write, on a channel with the name of the key. A
 * message only means that the key may have changed. After every new connection, all watched ids are reported.
 */
export function createRedisChanges(options: RedisChangesOptions): RedisChanges {
  const source = new Source(options);
  return {
    watch: (onChange) => source.watch(onChange),
    close: () => source.close(),
  };
}

class Source {
  readonly #options: RedisChangesOptions;
  readonly #watched: WatchedKeys;
  /** Channels to which the connection is subscribed. */
  readonly #subscribed = new Set<string>();
  readonly #toAdd = new Set<string>();
  readonly #toRemove = new Set<string>();
  /** Keys without a channel: keys above the limit, or all keys if Redis does not let this user subscribe. */
  readonly #polled = new Set<string>();
  #maySubscribe = true;
  #link: Link | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #reportedAt = performance.now();
  #isSyncing = false;
  #isClosed = false;

  constructor(options: RedisChangesOptions) {
    this.#options = options;
    this.#watched = new WatchedKeys(options.keys, {
      onAdded: (key) => this.#added(key),
      onRemoved: (key) => this.#removed(key),
      isActive: (key) => this.#subscribed.has(key) || this.#polled.has(key),
    });
  }

  watch(onChange: ConstructorParameters<typeof KeyWatch>[0]): Watch {
    const watch = new KeyWatch(onChange);
    return {
      set: (ids) => {
        if (this.#isClosed || watch.isClosed) return;
        this.#watched.replace(watch, ids);
        this.#start();
      },
      close: () => {
        watch.isClosed = true;
        this.#watched.replace(watch, { tasks: new Set(), groups: new Set() });
      },
    };
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#link?.close();
    for (const { watches } of this.#watched.all.values()) for (const watch of watches) watch.isClosed = true;
  }

  #start(): void {
    if (this.#watched.all.size === 0 || this.#timer) return;
    const { location, timeout, master, backstop = BACKSTOP_MS } = this.#options;
    this.#link = new Link(location, {
      timeout,
      master,
      keepTrying: true,
      onConnect: (client) => this.#connected(client),
    });
    this.#timer = setInterval(() => this.#tick(backstop), Math.min(TICK_MS, backstop)).unref();
  }

  #tick(backstop: number): void {
    if (this.#watched.all.size === 0) return;
    // detects a Redis that does not answer any more: the link then replaces the connection
    this.#link?.run((client) => client.ping()).catch(ignore);
    const isDue = performance.now() - this.#reportedAt >= backstop;
    void this.#reportAll(isDue ? this.#watched.all.keys() : this.#polled);
    if (!isDue) return;
    this.#reportedAt = performance.now();
    if (this.#maySubscribe) for (const key of this.#polled) this.#added(key);
  }

  #added(key: string): void {
    this.#toRemove.delete(key);
    const { maxChannels = MAX_CHANNELS } = this.#options;
    const isAllowed = this.#subscribed.size + this.#toAdd.size < maxChannels;
    if (this.#subscribed.has(key)) return;
    if (this.#maySubscribe && isAllowed) {
      this.#polled.delete(key);
      this.#toAdd.add(key);
      this.#sync();
    } else this.#polled.add(key);
  }

  #removed(key: string): void {
    this.#polled.delete(key);
    this.#toAdd.delete(key);
    if (!this.#subscribed.has(key)) return;
    this.#toRemove.add(key);
    this.#sync();
  }

  /** Subscribes and unsubscribes with the next turn of the event loop, so that many ids need only one command. */
  #sync(): void {
    if (this.#isSyncing || this.#isClosed) return;
    this.#isSyncing = true;
    setImmediate(() => this.#syncAll().catch(ignore));
  }

  async #syncAll(): Promise<void> {
    try {
      while (this.#toAdd.size + this.#toRemove.size > 0 && !this.#isClosed) {
        const removed = take(this.#toRemove);
        const added = take(this.#toAdd);
        for (const key of removed) this.#subscribed.delete(key);
        await this.#link?.run(async (client) => {
          if (removed.length > 0) await client.unsubscribe(removed, this.#onMessage, true);
          if (added.length > 0) await this.#subscribe(client, added);
        });
        await this.#reportAll(added);
      }
    } finally {
      // if the connection is lost, the next one subscribes to everything
      this.#isSyncing = false;
    }
    if (this.#toAdd.size + this.#toRemove.size > 0) this.#sync();
  }

  /** Subscribes a new connection to all watched keys, and reports them, since changes may have been missed. */
  async #connected(client: RedisClient): Promise<void> {
    this.#subscribed.clear();
    this.#toRemove.clear();
    this.#toAdd.clear();
    const { maxChannels = MAX_CHANNELS, timeout } = this.#options;
    const keys = [...this.#watched.all.keys()];
    this.#polled.clear();
    for (const key of this.#maySubscribe ? keys.slice(maxChannels) : keys) this.#polled.add(key);
    if (this.#maySubscribe)
      for (let at = 0; at < Math.min(keys.length, maxChannels); at += CHANNELS_PER_COMMAND) {
        const chunk = keys.slice(at, Math.min(at + CHANNELS_PER_COMMAND, maxChannels));
        await withTimeout(this.#subscribe(client, chunk), timeout, () => {
          throw new Error(`no answer to SUBSCRIBE within ${timeout} ms`);
        });
      }
    this.#reportedAt = performance.now();
    // the connection is ready for the reads after these reports only when this function has ended
    setImmediate(() => this.#reportAll(keys));
  }

  async #subscribe(client: RedisClient, keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#subscribed.add(key);
    try {
      await client.subscribe([...keys], this.#onMessage, true);
    } catch (error) {
      for (const key of keys) this.#subscribed.delete(key);
      if (!isReply(error, 'NOPERM')) throw error;
      for (const key of this.#watched.all.keys()) this.#polled.add(key);
      if (!this.#maySubscribe) return;
      this.#maySubscribe = false;
      this.#options.warn?.(
        'Redis does not let this user subscribe to the keys of results: they are read every second instead. ' +
          'Allow +subscribe, +unsubscribe and the channels',
      );
    }
  }

  readonly #onMessage = (_message: Buffer, channel: Buffer): void => this.#watched.report(channel.toString());

  async #reportAll(keys: Iterable<string>): Promise<void> {
    await forEachYielding([...keys], (key) => this.#watched.report(key));
  }
}

/** Removes some keys from a set, and returns them. */
function take(keys: Set<string>): string[] {
  const taken: string[] = [];
  for (const key of keys) {
    if (taken.length === CHANNELS_PER_COMMAND) break;
    taken.push(key);
    keys.delete(key);
  }
  return taken;
}

function ignore(): void {}
