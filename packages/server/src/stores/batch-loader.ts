import { BatchDelay } from './batch-delay.ts';

/** Reads values by id. */
export type LoadMany<Value> = (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

/** Largest number of queries in flight. Further loads are sent with the next query, since round trips are expensive. */
const MAX_IN_FLIGHT = 3;
/** This many ids are sent without waiting for more, so that the database works while the next requests are read. */
const ENOUGH_IDS = 24;
/** Largest number of ids of one batch. */
const MAX_BATCH_IDS = 500;
/** A load with more ids is sent separately: no other load should wait for it. */
const MAX_SHARED_IDS = 100;

interface PendingLoad<Value> {
  readonly ids: readonly string[];
  resolve(values: ReadonlyMap<string, Value>): void;
  reject(error: unknown): void;
}

/**
 * Combines the loads of one moment into one query.
 *
 * - Idle: the first load is sent with the next turn of the event loop, so that a single request does not wait.
 * - Full: {@link ENOUGH_IDS} ids are sent at once.
 * - Busy: with many loads, a query is sent every few milliseconds ({@link BatchDelay}).
 * - Saturated: while {@link MAX_IN_FLIGHT} queries are running, all loads that arrive are collected in the next query.
 *
 * Every load resolves with all values of its query, and the caller looks up its own ids.
 */
export function createBatchLoader<Value>(read: LoadMany<Value>): LoadMany<Value> {
  let pending: PendingLoad<Value>[] = [];
  let pendingIds = 0;
  let inFlight = 0;
  let isScheduled = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const delay = new BatchDelay();

  function schedule(): void {
    if (pending.length === 0 || inFlight >= MAX_IN_FLIGHT) return;
    if (pendingIds >= ENOUGH_IDS || delay.areAll(pending.length)) void send();
    else if (!isScheduled) sendLater();
  }

  function sendLater(): void {
    isScheduled = true;
    const milliseconds = Math.round(delay.wait);
    if (milliseconds === 0) setImmediate(sendScheduled);
    else timer = setTimeout(sendScheduled, milliseconds);
  }

  function sendScheduled(): void {
    isScheduled = false;
    timer = undefined;
    // another query may have sent the loads for which this function was scheduled
    if (pending.length > 0 && inFlight < MAX_IN_FLIGHT) void send();
  }

  async function send(): Promise<void> {
    if (timer) {
      clearTimeout(timer);
      timer = undefined;
      isScheduled = false;
    }
    const loads = takeBatch();
    inFlight += 1;
    delay.sent(loads.length);
    schedule();
    try {
      const values = await read(idsOf(loads));
      for (const { resolve } of loads) resolve(values);
    } catch (error) {
      for (const { reject } of loads) reject(error);
    }
    inFlight -= 1;
    schedule();
  }

  /** Removes the oldest loads from the queue, as many as fit into a batch. */
  function takeBatch(): readonly PendingLoad<Value>[] {
    let ids = 0;
    const end = pending.findIndex((load) => {
      if (ids + load.ids.length > MAX_BATCH_IDS) return true;
      ids += load.ids.length;
      return false;
    });
    const taken = end < 0 ? pending : pending.slice(0, end);
    pending = end < 0 ? [] : pending.slice(end);
    pendingIds -= ids;
    return taken;
  }

  return (ids) => {
    if (ids.length > MAX_SHARED_IDS) return read(ids);
    return new Promise((resolve, reject) => {
      pending.push({ ids, resolve, reject });
      pendingIds += ids.length;
      schedule();
    });
  };
}

/**
 * Returns the ids of all loads. Duplicates are removed only from small loads: large loads rarely share ids, and
 * searching for duplicates costs more than reading an id twice.
 */
function idsOf(loads: readonly { readonly ids: readonly string[] }[]): readonly string[] {
  const [first] = loads;
  if (loads.length === 1 && first) return first.ids;
  const ids: string[] = [];
  for (const load of loads) for (const id of load.ids) ids.push(id);
  return ids.length <= (MAX_SHARED_IDS * loads.length) / 2 ? [...new Set(ids)] : ids;
}
