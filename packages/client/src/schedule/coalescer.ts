import { abortable } from '../lib/abortable.ts';

/** Identifies the status of one task or group. */
export interface StatusKey {
  readonly kind: 'task' | 'group';
  readonly id: string;
  /** URL of the single read. Unique: a task and a group with the same id have different URLs. */
  readonly url: string;
}

/** Options of one request. */
export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** False: one try, since all callers read again soon. */
  readonly retry: boolean;
}

/** The two ways to read statuses. Both reject with errors for the caller. */
export interface StatusFetchers<T> {
  fetchOne(key: StatusKey, options: FetchOptions): Promise<T>;
  /**
   * Reads many keys with different ids in one request. The result is a function that returns the status of one key, or
   * throws the error of that key. It is undefined if the server has no batch.
   */
  fetchMany(
    keys: readonly StatusKey[],
    options: FetchOptions & { readonly signal: AbortSignal },
  ): Promise<((key: StatusKey) => T | Promise<T>) | undefined>;
  /** Returns whether the batch has more data than this status or error of a single read. */
  isIncomplete(outcome: unknown): boolean;
  /** Returns whether every other read would fail with this error now. */
  isOutage(error: unknown): boolean;
}

/** Joins reads that start at about the same time. */
export interface Coalescer<T> {
  read(key: StatusKey, options?: Partial<FetchOptions>): Promise<T>;
  /** Switches to batches, unless one was refused recently. Called for each response that announces the batch. */
  useBatch(): void;
}

/** Milliseconds from the first read of a batch to its request. */
const BATCH_WINDOW_MS = 10;
/** The server's limit of ids in one batch. */
const MAX_BATCH_IDS = 1_000;
/** Limit of concurrent single reads. */
const MAX_SINGLE_READS = 6;
/** Milliseconds after a refused batch until the next batch. */
const REFUSED_MS = 300_000;

/** A read in the queue or in a request. */
interface PendingRead<T> extends PromiseWithResolvers<T> {
  readonly key: StatusKey;
  /** Number of callers. Infinity if a caller has no signal: that caller cannot leave. */
  callers: number;
  /** Whether a caller wants a failed try to be repeated. */
  isRetried: boolean;
  /** Settles like an earlier single read, if the batch cannot be read. */
  settle?: () => void;
  /** Called when the last caller has left. Aborts the request, unless other reads share it. */
  release?: () => void;
}

/**
 * Creates a coalescer. Reads of the same URL share one pending read. `hasBatch` is the mode:
 *
 * - undefined, at the start: one single read is sent, which shows whether the server has a batch. The others wait.
 * - false: up to {@link MAX_SINGLE_READS} single reads run at once.
 * - true: reads are collected for {@link BATCH_WINDOW_MS}, and sent in one request.
 *
 * `useBatch` sets it to true. It becomes false when the first single read ends without a call of `useBatch`, and when
 * the server has no batch. A single read with an incomplete outcome is repeated by the first batch.
 *
 * In an outage the error of one single read rejects all reads in the queue. The next read is sent alone again.
 */
export function createCoalescer<T>(fetchers: StatusFetchers<T>): Coalescer<T> {
  const { fetchOne, fetchMany, isIncomplete, isOutage } = fetchers;
  const reads = new Map<string, PendingRead<T>>();
  const queue = new Set<PendingRead<T>>();
  let hasBatch: boolean | undefined;
  let singleReads = 0;
  let isBatchScheduled = false;
  let refusedUntil = 0;

  function enqueue(key: StatusKey): PendingRead<T> {
    const read = { ...Promise.withResolvers<T>(), key, callers: 0, isRetried: false };
    const onSettled = (): void => remove(read);
    // handles the rejection of a read that all callers have left
    read.promise.then(onSettled, onSettled);
    reads.set(key.url, read);
    queue.add(read);
    return read;
  }

  function remove(read: PendingRead<T>): void {
    const { url } = read.key;
    queue.delete(read);
    if (reads.get(url) === read) reads.delete(url);
  }

  function sendQueue(): void {
    if (hasBatch) {
      if (!isBatchScheduled) setTimeout(sendBatch, BATCH_WINDOW_MS);
      isBatchScheduled = true;
      return;
    }
    for (const read of queue) {
      if (singleReads >= (hasBatch === undefined ? 1 : MAX_SINGLE_READS)) return;
      queue.delete(read);
      sendSingle(read);
    }
  }

  function sendSingle(read: PendingRead<T>): void {
    singleReads += 1;
    const abort = read.callers < Infinity ? new AbortController() : undefined;
    read.release = () => abort?.abort();
    const settleAs = (outcome: unknown, settle: () => void): void => {
      if (hasBatch && read.callers > 0 && isIncomplete(outcome)) queue.add(Object.assign(read, { settle }));
      else settle();
    };
    fetchOne(read.key, { signal: abort?.signal, retry: read.isRetried })
      .then(
        (status) => {
          hasBatch ??= false;
          settleAs(status, () => read.resolve(status));
        },
        (error: unknown) => {
          settleAs(error, () => read.reject(error));
          if (!hasBatch && isOutage(error)) failQueue(error);
          else hasBatch ??= false;
        },
      )
      .then(() => {
        singleReads -= 1;
        sendQueue();
      });
  }

  function failQueue(error: unknown): void {
    hasBatch = undefined;
    for (const read of queue) {
      queue.delete(read);
      read.reject(error);
    }
  }

  async function sendBatch(): Promise<void> {
    isBatchScheduled = false;
    const batch = takeBatch();
    if (queue.size > 0) sendQueue();
    if (batch.length === 0) return;
    const abort = new AbortController();
    const release = (): void => {
      if (batch.every((read) => read.callers === 0)) abort.abort();
    };
    for (const read of batch) read.release = release;
    try {
      const statusOf = await fetchMany(
        batch.map((read) => read.key),
        { signal: abort.signal, retry: batch.some((read) => read.isRetried) },
      );
      if (statusOf)
        // an error that statusOf throws rejects its own read only
        for (const { key, resolve } of batch) resolve(new Promise((settle) => settle(statusOf(key))));
      else {
        hasBatch = false;
        refusedUntil = Date.now() + REFUSED_MS;
        for (const read of batch) {
          if (read.settle) read.settle();
          else if (read.callers > 0) queue.add(read);
        }
        sendQueue();
      }
    } catch (error) {
      for (const { settle, reject } of batch) (settle ?? reject)(error);
    }
  }

  /** Takes reads with different ids out of the queue. A batch cannot hold a task and a group with the same id. */
  function takeBatch(): PendingRead<T>[] {
    const batch = new Map<string, PendingRead<T>>();
    for (const read of queue) {
      const { id } = read.key;
      if (batch.size >= MAX_BATCH_IDS || batch.has(id)) continue;
      batch.set(id, read);
      queue.delete(read);
    }
    return [...batch.values()];
  }

  return {
    useBatch: () => {
      if (Date.now() >= refusedUntil) hasBatch = true;
    },
    read: (key, { signal, retry = true } = {}) => {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const pending = reads.get(key.url);
      const read = pending ?? enqueue(key);
      read.callers += signal ? 1 : Infinity;
      read.isRetried ||= retry;
      if (!pending) sendQueue();
      if (!signal) return read.promise;
      return abortable(read.promise, signal, () => {
        read.callers -= 1;
        if (read.callers > 0) return;
        remove(read);
        read.release?.();
      });
    },
  };
}
