import { StoreUnavailable } from '../problems/errors.ts';
import type { FoundBy, Watch, WatchedIds } from '../stores/change-source.ts';
import type { OpenedStore } from '../stores/store.ts';
import { readStates } from './read-states.ts';
import type { Receiver, WatchedId } from './watched-id.ts';
import { WatchedUnion } from './watched-ids.ts';

/** Receives measurements of a hub. */
export interface HubObserver {
  /** Called when a change is sent to its receivers, with the milliseconds since its report. */
  delivered(milliseconds: number): void;
  /** Called for a change that only the backstop found. */
  foundByBackstop(): void;
}

export interface HubOptions {
  readonly store: Pick<OpenedStore, 'results' | 'changes'>;
  /** Largest number of characters of a result. */
  readonly resultLimit: number;
  /**
   * Largest number of watched ids. One address may use at most three quarters of the number that other addresses leave.
   */
  readonly maxIds: number;
  /** Default: none. */
  readonly observer?: HubObserver | undefined;
  /** Receives errors that are not an outage of the store. Default: none. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Ids of tasks and of groups. */
export interface HubIds {
  readonly tasks: Iterable<string>;
  readonly groups: Iterable<string>;
}

/** Watches the ids of all streams of a process. An id with many watches is read once. */
export interface Hub {
  /** The number of watched ids. */
  readonly size: number;
  /** Whether the streams of an address may also watch these ids. */
  mayWatch(ids: HubIds, address: string): boolean;
  /** Starts to watch ids for an address. {@link Watching.request} requests their states. */
  watch(ids: HubIds, receiver: Receiver, address: string): Watching;
  /** Ends the watch of the source. */
  close(): void;
}

/** The watch of one receiver. */
export interface Watching {
  /** The number of watched ids. */
  readonly size: number;
  /** Requests the states of this number of further ids, and their changes afterwards. */
  request(count: number): void;
  close(): void;
}

/** Largest number of ids of one read. */
const READ_IDS = 500;
/** Milliseconds after which an id is read even if the source has not confirmed it. */
const CONFIRM_MS = 2_000;
/** Milliseconds between two attempts to read. */
const RETRY_MS = 1_000;
/**
 * Shortest time between two reads of a group because of changed tasks. It is at least ten times the duration of the
 * last read.
 */
const GROUP_PAUSE_MS = 200;
const GROUP_PAUSE_FACTOR = 10;

/**
 * Creates a hub. The order for each id is: the source confirms that it reports changes, then the state is read and
 * sent, then changes are sent. Reads run one after the other, so that no receiver gets an older state after a newer
 * one.
 */
export function createHub({ store, resultLimit, maxIds, observer, onError }: HubOptions): Hub {
  const union = new WatchedUnion(updateSource, maxIds);
  /** Ids that have to be read. */
  const due = new Set<WatchedId>();
  let source: Watch | undefined;
  let isUpdating = false;
  let isReading = false;
  let isClosed = false;

  function updateSource(): void {
    if (isUpdating || isClosed) return;
    isUpdating = true;
    setImmediate(() => {
      isUpdating = false;
      if (isClosed) return;
      source ??= store.changes.watch(onReport);
      source.set(union);
    });
  }

  function onReport(changed: WatchedIds, foundBy: FoundBy = 'change'): void {
    const now = performance.now();
    for (const kind of ['tasks', 'groups'] as const)
      for (const id of changed[kind]) {
        const watched = union.find(kind, id);
        if (!watched) continue;
        // the first report only confirms the watch
        if (watched.isAttached) noteReport(watched, foundBy, now);
        if (watched.hasReceivers) readSoon(watched);
        for (const group of watched.groups) {
          if (watched.isAttached) noteReport(group, foundBy, now);
          readSoon(group);
        }
        watched.isAttached = true;
      }
  }

  function readSoon(watched: WatchedId): void {
    const pause = watched.isAwaited ? 0 : watched.nextReadAt - performance.now();
    if (pause <= 0) {
      due.add(watched);
      void read();
      return;
    }
    if (watched.nextReadAt === Number.POSITIVE_INFINITY) return;
    watched.nextReadAt = Number.POSITIVE_INFINITY;
    setTimeout(() => {
      watched.nextReadAt = 0;
      readSoon(watched);
    }, pause).unref();
  }

  async function read(): Promise<void> {
    if (isReading) return;
    isReading = true;
    // ids that are reported in this turn are in the same read
    await Promise.resolve();
    while (due.size > 0 && !isClosed) {
      const batch = nextOf(due);
      for (const watched of batch) due.delete(watched);
      const used = batch.filter(({ hasReceivers }) => hasReceivers);
      if (used.length > 0) await readBatch(used);
    }
    isReading = false;
  }

  async function readBatch(batch: readonly WatchedId[]): Promise<void> {
    const start = performance.now();
    for (const watched of batch) watched.beginRead();
    try {
      const states = await readStates(store.results, batch, { union, resultLimit });
      const readAt = performance.now();
      for (const watched of batch) {
        if (states.postponed.has(watched)) {
          watched.postponeRead();
          due.add(watched);
          continue;
        }
        const { reportedAt, isFoundByBackstop } = watched;
        watched.reportedAt = undefined;
        watched.isFoundByBackstop = false;
        const isNew = await watched.deliver(await states.otherIds(watched), (view) => states.stateFor(watched, view));
        if (isNew && reportedAt !== undefined) observer?.delivered(performance.now() - reportedAt);
        if (isNew && isFoundByBackstop) observer?.foundByBackstop();
        if (watched.isGroup)
          watched.nextReadAt = readAt + Math.max(GROUP_PAUSE_MS, (performance.now() - start) * GROUP_PAUSE_FACTOR);
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) onError?.(error);
      for (const watched of batch) watched.failRead(error);
      setTimeout(() => {
        for (const watched of batch) due.add(watched);
        void read();
      }, RETRY_MS).unref();
    }
  }

  function request(watched: readonly WatchedId[], receiver: Receiver): void {
    for (const one of watched) {
      one.add(receiver);
      if (one.isAttached) readSoon(one);
    }
    const unconfirmed = watched.filter(({ isAttached }) => !isAttached);
    if (unconfirmed.length === 0) return;
    setTimeout(() => {
      for (const one of unconfirmed) if (one.isAwaited) readSoon(one);
    }, CONFIRM_MS).unref();
  }

  return {
    get size() {
      return union.size;
    },
    mayWatch: ({ tasks, groups }, address) =>
      union.size < maxIds && union.mayWatch(address, 'tasks', tasks) && union.mayWatch(address, 'groups', groups),
    watch: ({ tasks, groups }, receiver, address) => {
      const ids = [
        ...[...tasks].map((id) => union.use('tasks', id, address)),
        ...[...groups].map((id) => union.use('groups', id, address)),
      ];
      let requested = 0;
      return {
        size: ids.length,
        request: (count) => {
          request(ids.slice(requested, requested + count), receiver);
          requested += count;
        },
        close: () => {
          for (const one of ids) {
            one.remove(receiver);
            union.release(one, address);
          }
          ids.length = 0;
        },
      };
    },
    close: () => {
      isClosed = true;
      source?.close();
      union.close();
    },
  };
}

/** Returns tasks or groups, not both: they may be in different tables, and only one table may be readable. */
function nextOf(due: ReadonlySet<WatchedId>): readonly WatchedId[] {
  const [first] = due;
  const batch: WatchedId[] = [];
  for (const watched of due) {
    if (watched.isGroup === first?.isGroup) batch.push(watched);
    if (batch.length === READ_IDS) break;
  }
  return batch;
}

function noteReport(watched: WatchedId, foundBy: FoundBy, now: number): void {
  if (!watched.hasReceivers) return;
  watched.isFoundByBackstop = foundBy === 'backstop' && (watched.reportedAt === undefined || watched.isFoundByBackstop);
  watched.reportedAt ??= now;
}
