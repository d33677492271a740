import { setTimeout as pause } from 'node:timers/promises';
import { ErrorReply } from '@redis/client';
import { withTimeout } from '../../lib/with-timeout.ts';
import { ConfigError, StoreConfigError, StoreUnavailable } from '../../problems/errors.ts';
import type { StoreObserver } from '../store.ts';
import { connectClient, type RedisClient } from './connect.ts';
import type { RedisLocation } from './redis-location.ts';

/** The longest pause between two attempts to connect. */
const MAX_RETRY_MS = 1_000;

export interface LinkOptions {
  /** Milliseconds to wait for a connection and an answer, in total. */
  readonly timeout: number;
  readonly master?: string | undefined;
  readonly observer?: StoreObserver | undefined;
  /** Called for every new connection, including the first one. If the call fails, the connection is closed. */
  readonly onConnect?: (client: RedisClient) => Promise<void>;
  /** Whether the link connects again if the first connection fails. Default false. */
  readonly keepTrying?: boolean;
}

/** A connection to Redis. It is replaced if it is lost or does not answer in time. */
export interface RedisLink {
  /**
   * Runs commands on the connection.
   *
   * @throws StoreUnavailable if there is no answer in time, or if the reply is an error
   */
  run<Reply>(commands: (client: RedisClient) => Promise<Reply>): Promise<Reply>;
  close(): void;
}

/**
 * Opens a link, and waits for its first connection.
 *
 * @throws StoreConfigError for a login or a database that Redis refuses; StoreUnavailable if it does not answer
 */
export async function openLink(location: RedisLocation, options: LinkOptions): Promise<RedisLink> {
  const link = new Link(location, options);
  await link.first;
  return link;
}

/** A link that starts to connect when it is created. {@link openLink} waits for the first connection. */
export class Link implements RedisLink {
  /** Settles after the first attempt to connect. */
  readonly first: Promise<void>;
  readonly #location: RedisLocation;
  readonly #options: LinkOptions;
  readonly #closing = new AbortController();
  #client: RedisClient | undefined;
  /** Resolves with the next connection. It is used while there is no connection. */
  #next: PromiseWithResolvers<RedisClient> = Promise.withResolvers();
  #running = 0;
  #waiting = 0;

  constructor(location: RedisLocation, options: LinkOptions) {
    this.#location = location;
    this.#options = options;
    options.observer?.opened(() => ({ used: this.#running, free: 0, waiting: this.#waiting }));
    this.first = options.keepTrying
      ? this.#reconnect()
      : this.#connect().catch((error: unknown) => {
          this.close();
          throw firstError(error);
        });
  }

  async run<Reply>(commands: (client: RedisClient) => Promise<Reply>): Promise<Reply> {
    const start = performance.now();
    const { timeout } = this.#options;
    const client = this.#client ?? (await this.#waitForClient(timeout));
    this.#options.observer?.waited(performance.now() - start);
    const rest = Math.max(1, timeout - (performance.now() - start));
    this.#running += 1;
    try {
      return await withTimeout(commands(client), rest, () => {
        // outstanding answers would delay all later answers
        this.#lose(client);
        throw new Error(`no answer within ${timeout} ms`);
      });
    } catch (error) {
      throw unavailable(error);
    } finally {
      this.#running -= 1;
    }
  }

  close(): void {
    this.#closing.abort();
    this.#client?.destroy();
    this.#client = undefined;
  }

  async #waitForClient(timeout: number): Promise<RedisClient> {
    this.#waiting += 1;
    try {
      return await withTimeout(this.#next.promise, timeout, () => {
        throw unavailable(new Error(`no connection within ${timeout} ms`));
      });
    } finally {
      this.#waiting -= 1;
    }
  }

  async #connect(): Promise<void> {
    const { timeout, master, onConnect } = this.#options;
    let client: RedisClient | undefined;
    const connecting = connectClient(this.#location, {
      timeout,
      master,
      onLost: () => client && this.#lose(client),
    });
    const connected = await withTimeout(connecting, timeout, () => {
      connecting.then((late) => late.destroy(), ignore);
      throw new Error(`no connection within ${timeout} ms`);
    });
    client = connected;
    try {
      await onConnect?.(connected);
      if (this.#closing.signal.aborted || !connected.isReady) throw new Error('the connection was lost at once');
    } catch (error) {
      if (connected.isOpen) connected.destroy();
      throw error;
    }
    this.#client = connected;
    this.#next.resolve(connected);
  }

  #lose(client: RedisClient): void {
    if (client.isOpen) client.destroy();
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#next = Promise.withResolvers();
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#closing;
    for (let tries = 0; !signal.aborted; tries += 1) {
      try {
        return await this.#connect();
      } catch {
        // until then, readers get a StoreUnavailable, which is logged
        await pause(Math.min(20 * 2 ** tries, MAX_RETRY_MS), undefined, { signal, ref: false }).catch(ignore);
      }
    }
  }
}

function ignore(): void {}

/** Whether an error is a reply of Redis that begins with a code. */
export function isReply(error: unknown, code: string): boolean {
  return error instanceof ErrorReply && error.message.startsWith(code);
}

/** Wraps an error of the driver, or a reply that is an error. */
export function unavailable(error: unknown): StoreUnavailable {
  return error instanceof StoreUnavailable ? error : new StoreUnavailable('Redis does not answer', { cause: error });
}

/** Converts the error of the first connection to an error for the operator. */
function firstError(error: unknown): Error {
  if (error instanceof ConfigError) return error;
  const message = error instanceof Error ? error.message : '';
  if (/^(?:WRONGPASS|NOAUTH|ERR AUTH|ERR invalid password)/.test(message))
    return new StoreConfigError(
      'Redis refuses user and password of the store URL; write special characters as %XX', //
      { cause: error },
    );
  if (/DB index is out of range|SELECT is not allowed/.test(message))
    return new StoreConfigError('Redis has no database with the number in the store URL', { cause: error });
  if (message.startsWith('NOPERM'))
    return new StoreConfigError('the user of the store URL may not read: see the ACL in docs/deploying.md', {
      cause: error,
    });
  return unavailable(error);
}
