import { setTimeout as pause } from 'node:timers/promises';
import { createBackOff } from '../lib/back-off.ts';
import type { Log } from '../lib/log.ts';
import { withTimeout } from '../lib/with-timeout.ts';
import { ConfigError, StoreNotOpen, StoreUnavailable } from '../problems/errors.ts';
import type { OpenedStore, ResultStore } from '../stores/store.ts';
import { indexThrough } from '../stores/task-index.ts';
import { reasonOf } from './failure.ts';
import { createWaitingChanges } from './waiting-changes.ts';

/** A store that is opened in the background. Until then every read throws StoreUnavailable. */
export interface WaitingStore {
  readonly store: OpenedStore;
  /**
   * Resolves after the first attempt to open the store, or after five seconds.
   *
   * @throws the error of {@link failed}, if it occurred before
   */
  started(): Promise<void>;
  /**
   * Opens another store, and reads from it when it is open. If it cannot be opened, the old store stays.
   */
  replace(open: () => Promise<OpenedStore>): Promise<void>;
  /** Resolves with an error that another attempt cannot solve, such as a wrong password. */
  readonly failed: Promise<unknown>;
}

export interface WaitingStoreOptions {
  readonly log: Pick<Log, 'info' | 'error'>;
  /** Milliseconds that a read waits for the first attempt. */
  readonly timeout: number;
}

/** The longest wait before the server reports that it listens. */
const MAX_START_MS = 5_000;
/** Waits between two attempts. The longest wait is short, so that answers return soon after an outage. */
const RETRY_MS = { first: 200, max: 2_000 };

/** Time for running reads of the old store to finish. */
const CLOSE_OLD_MS = 10_000;

/**
 * Opens a store, and tries again while the storage does not answer or has no tables. Logs one line for each new
 * reason, and one when the store is open.
 */
export function openInBackground(
  openFirst: () => Promise<OpenedStore>,
  { log, timeout }: WaitingStoreOptions,
): WaitingStore {
  let open = openFirst;
  const closing = new AbortController();
  const firstAttempt = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<unknown>();
  const changes = createWaitingChanges();
  let opened: OpenedStore | undefined;
  let reason: string | undefined;
  let failure: { readonly error: unknown } | undefined;

  async function tryOnce(): Promise<boolean> {
    try {
      const store = await open();
      if (closing.signal.aborted) {
        await store.close();
        return true;
      }
      opened = store;
      changes.attach(store.changes);
      if (reason !== undefined) log.info({}, 'the store is open');
      return true;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      const newReason = reasonOf(error);
      if (newReason !== reason) log.error({ reason: newReason }, 'the store cannot be opened; the server keeps trying');
      reason = newReason;
      return false;
    }
  }

  async function run(): Promise<void> {
    const backOff = createBackOff(RETRY_MS);
    try {
      while (!(await tryOnce())) {
        firstAttempt.resolve();
        await pause(backOff.next(), undefined, { signal: closing.signal });
      }
    } catch (error) {
      if (!closing.signal.aborted) {
        failure = { error };
        failed.resolve(error);
      }
    }
    firstAttempt.resolve();
  }

  /** Waits for the first attempt: requests may arrive while the server starts. */
  async function ready(): Promise<ResultStore> {
    return (await openedStore()).results;
  }

  async function openedStore(): Promise<OpenedStore> {
    if (!opened) await withTimeout(firstAttempt.promise, timeout, () => undefined);
    if (opened) return opened;
    throw new StoreNotOpen('the store is not open', { cause: failure?.error });
  }

  async function replace(openOther: () => Promise<OpenedStore>): Promise<void> {
    // if no store was open yet, the next attempt uses the new URL
    open = openOther;
    if (!opened) return;
    const old = opened;
    try {
      opened = await openOther();
      changes.attach(opened.changes);
      log.info({}, 'the server reads from the new store URL');
      setTimeout(() => void old.close(), CLOSE_OLD_MS).unref();
    } catch (error) {
      const why = error instanceof StoreUnavailable || error instanceof ConfigError ? reasonOf(error) : String(error);
      log.error({ reason: why }, 'the new store URL cannot be used; the server continues with the old one');
    }
  }

  void run();
  return {
    replace,
    store: {
      results: {
        tasks: (ids, include, limits) =>
          opened
            ? opened.results.tasks(ids, include, limits)
            : ready().then((results) => results.tasks(ids, include, limits)),
        groups: (ids) => (opened ? opened.results.groups(ids) : ready().then((results) => results.groups(ids))),
        versions: (ids) => (opened ? opened.results.versions(ids) : ready().then((results) => results.versions(ids))),
      },
      changes,
      check: async () => {
        await ready();
        await opened?.check();
      },
      index: indexThrough(async (read) => read((await openedStore()).index)),
      close: async () => {
        closing.abort();
        await opened?.close();
      },
    },
    started: async () => {
      await withTimeout(firstAttempt.promise, MAX_START_MS, () => undefined);
      if (failure) throw failure.error;
    },
    failed: failed.promise,
  };
}
