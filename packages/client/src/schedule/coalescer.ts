import { abortable } from '../abortable.ts';

/** What is read: a task or a group. */
export interface Subject {
  readonly kind: 'task' | 'group';
  readonly id: string;
  /** Where it is read alone; tells it from all others. */
  readonly url: string;
}

/** How answers come by. Both throw what a caller may see. */
export interface Reads<T> {
  one(subject: Subject, signal?: AbortSignal): Promise<T>;
  /**
   * Many at once, no id twice. The function that it gives has each one's answer, or throws what is the matter with that one. Undefined when
   * the server has no batch after all.
   */
  many(subjects: readonly Subject[], signal: AbortSignal): Promise<((subject: Subject) => T | Promise<T>) | undefined>;
}

/** Brings reads of the same moment together. */
export interface Coalescer<T> {
  read(subject: Subject, signal?: AbortSignal): Promise<T>;
  /** The server has a batch: reads go out together from now on. */
  useBatch(): void;
}

/** Milliseconds in which reads gather for a batch. */
const WINDOW = 10;
/** Ids that one batch may name. */
const MOST = 1_000;
/** Single reads under way at once. Until the first one is answered nobody knows whether there is a batch, so the others wait for it. */
const SINGLES = 6;

/** A read under way or about to be. It is given up when all who wait for it have left. */
interface Entry<T> extends PromiseWithResolvers<T> {
  readonly subject: Subject;
  /** Who waits for it. One without a signal cannot leave, and counts as infinitely many. */
  waiting: number;
  /** Gives up its request. */
  leave?: () => void;
}

export function createCoalescer<T>({ one, many }: Reads<T>): Coalescer<T> {
  const entries = new Map<string, Entry<T>>();
  const queue = new Set<Entry<T>>();
  let hasBatch: boolean | undefined;
  let singles = 0;
  let isGathering = false;

  function enter(subject: Subject): Entry<T> {
    const entry = { ...Promise.withResolvers<T>(), subject, waiting: 0 };
    const settled = (): void => forget(entry);
    // a rejection that nobody waits for any more is nobody's business
    entry.promise.then(settled, settled);
    entries.set(subject.url, entry);
    queue.add(entry);
    return entry;
  }

  function forget(entry: Entry<T>): void {
    const { url } = entry.subject;
    queue.delete(entry);
    if (entries.get(url) === entry) entries.delete(url);
  }

  function send(): void {
    if (hasBatch) {
      if (!isGathering) setTimeout(sendMany, WINDOW);
      isGathering = true;
      return;
    }
    for (const entry of queue) {
      if (singles >= (hasBatch === undefined ? 1 : SINGLES)) return;
      queue.delete(entry);
      sendOne(entry);
    }
  }

  function sendOne(entry: Entry<T>): void {
    singles += 1;
    const abort = entry.waiting < Infinity ? new AbortController() : undefined;
    entry.leave = () => abort?.abort();
    one(entry.subject, abort?.signal)
      .then(entry.resolve, entry.reject)
      .then(() => {
        singles -= 1;
        hasBatch ??= false;
        send();
      });
  }

  async function sendMany(): Promise<void> {
    isGathering = false;
    // an id that is asked as a task and as a group goes into two batches
    const batch = new Map<string, Entry<T>>();
    for (const entry of queue)
      if (batch.size < MOST && !batch.has(entry.subject.id)) batch.set(entry.subject.id, entry);
    const taken = [...batch.values()];
    for (const entry of taken) queue.delete(entry);
    if (queue.size > 0) send();
    if (taken.length === 0) return;
    const abort = new AbortController();
    let left = taken.length;
    const leave = (): void => {
      left -= 1;
      if (left === 0) abort.abort();
    };
    for (const entry of taken) entry.leave = leave;
    try {
      const answerOf = await many(
        taken.map((entry) => entry.subject),
        abort.signal,
      );
      if (answerOf)
        // what is thrown for one rejects that one
        for (const { subject, resolve } of taken) resolve(new Promise((give) => give(answerOf(subject))));
      else {
        hasBatch = false;
        for (const entry of taken) if (entry.waiting > 0) queue.add(entry);
        send();
      }
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
  }

  return {
    useBatch: () => {
      hasBatch = true;
    },
    read: (subject, signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const known = entries.get(subject.url);
      const entry = known ?? enter(subject);
      entry.waiting += signal ? 1 : Infinity;
      if (!known) send();
      if (!signal) return entry.promise;
      return abortable(entry.promise, signal, () => {
        entry.waiting -= 1;
        if (entry.waiting > 0) return;
        forget(entry);
        entry.leave?.();
      });
    },
  };
}
