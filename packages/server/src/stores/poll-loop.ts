import type { FoundBy, WatchedIds } from './change-source.ts';
import { PolledId } from './polled-id.ts';
import { versionsOfGroups, versionsOfTasks } from './polled-versions.ts';
import type { ResultStore, StoreObserver } from './store.ts';

/** Largest number of ids of one read. Reads with the same number of ids use the same statement. */
const CHUNK_IDS = 500;
/** The largest share of the interval that reads may take. */
const MAX_SHARE = 0.2;
/** While a signal reports changes, only every 30th read reads all ids. */
const BACKSTOP_READS = 30;
/** Milliseconds to the next reads of an id that was reported but has the same version. */
const RECHECKS_MS = [100, 300, 600];

export interface PollLoopOptions {
  readonly results: ResultStore;
  readonly onChange: (changed: WatchedIds, foundBy?: FoundBy) => void;
  readonly interval: number;
  readonly backstopReads: number;
  readonly mayHaveChanged: (() => Promise<boolean>) | undefined;
  readonly observer: Pick<StoreObserver, 'polled'> | undefined;
}

/** One watch of a poller: see `createChangePoller`. */
export class PollLoop {
  readonly #options: PollLoopOptions;
  readonly #tasks = new Map<string, PolledId>();
  readonly #groups = new Map<string, PolledId>();
  /** Ids that are to be read at once. */
  readonly #fresh = new Set<PolledId>();
  #final: ReadonlySet<string> = new Set();
  #isReadingFresh = false;
  #isSignalled = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #rechecks = new Set<ReturnType<typeof setTimeout>>();
  #reads = 0;
  #added = 0;
  #isClosed = false;

  constructor(options: PollLoopOptions) {
    this.#options = options;
  }

  set({ tasks, groups, final = new Set() }: WatchedIds): void {
    this.#final = final;
    this.#replace(this.#tasks, tasks, false);
    this.#replace(this.#groups, groups, true);
    if (this.#fresh.size > 0) this.#readFreshSoon();
    if (this.#timer === undefined && this.#tasks.size + this.#groups.size > 0) this.#schedule(this.#options.interval);
  }

  /** Reads the watched ids among these at once. */
  check(ids: readonly string[]): void {
    this.#check(this.#find(ids), 0);
  }

  /**
   * Sets whether a signal reports changes. When it begins, all ids are read, since changes may have been missed before.
   */
  setSignalled(isSignalled: boolean): void {
    this.#isSignalled = isSignalled;
    if (!isSignalled) return;
    for (const known of [this.#tasks, this.#groups]) this.#forgetVersions(known);
    this.#readFreshSoon();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const timer of this.#rechecks) clearTimeout(timer);
    this.#fresh.clear();
  }

  #replace(known: Map<string, PolledId>, ids: ReadonlySet<string>, isGroup: boolean): void {
    for (const [id, polled] of known)
      if (!ids.has(id)) {
        known.delete(id);
        this.#fresh.delete(polled);
      }
    if (known.size === ids.size) return;
    for (const id of ids)
      if (!known.has(id)) {
        const polled = new PolledId(id, isGroup, this.#added++);
        known.set(id, polled);
        this.#fresh.add(polled);
      }
  }

  #find(ids: readonly string[]): readonly PolledId[] {
    return ids.flatMap((id) => [this.#tasks.get(id), this.#groups.get(id)]).filter((one) => one !== undefined);
  }

  #check(polled: readonly PolledId[], attempt: number): void {
    if (polled.length === 0 || this.#isClosed) return;
    const before = polled.map((one) => ({ one, version: one.version }));
    for (const one of polled) this.#fresh.add(one);
    this.#readFreshSoon();
    const pause = RECHECKS_MS[attempt];
    if (pause === undefined) return;
    const timer = setTimeout(() => {
      this.#rechecks.delete(timer);
      const same = before.filter(({ one, version }) => one.version === version && this.#isWatched(one));
      this.#check(
        same.map(({ one }) => one),
        attempt + 1,
      );
    }, pause);
    this.#rechecks.add(timer.unref());
  }

  #isWatched(one: PolledId): boolean {
    return (one.isGroup ? this.#groups : this.#tasks).get(one.id) === one;
  }

  /** Reads new ids in the next turn of the event loop, so that all ids of this turn are in one read. */
  #readFreshSoon(): void {
    if (this.#isReadingFresh) return;
    this.#isReadingFresh = true;
    setImmediate(() => void this.#readFresh());
  }

  async #readFresh(): Promise<void> {
    let isAnswered = true;
    while (isAnswered && this.#fresh.size > 0 && !this.#isClosed) {
      const chunk = [...this.#fresh].slice(0, CHUNK_IDS);
      isAnswered = await this.#read(chunk, performance.now(), 'change');
    }
    this.#isReadingFresh = false;
    // ids that could not be read are read in the next round
  }

  #schedule(delay: number): void {
    const due = performance.now() + delay;
    this.#timer = setTimeout(() => void this.#round(due), delay);
    this.#timer.unref();
  }

  /** @param planned when the round should have begun */
  async #round(planned: number): Promise<void> {
    const { interval } = this.#options;
    const start = performance.now();
    this.#reads += 1;
    if (this.#fresh.size > 0) this.#readFreshSoon();
    const due = await this.#dueIds(start);
    const count = Math.ceil(due.length / CHUNK_IDS);
    let spent = 0;
    for (let at = 0; at < count && !this.#isClosed; at += 1) {
      const chunkPlanned = (at === 0 ? planned : start) + (at * interval) / count;
      await this.#waitUntil(chunkPlanned);
      const before = performance.now();
      const foundBy = this.#isSignalled ? 'backstop' : 'change';
      await this.#read(due.slice(at * CHUNK_IDS, (at + 1) * CHUNK_IDS), chunkPlanned, foundBy);
      spent += performance.now() - before;
    }
    if (this.#isClosed) return;
    this.#timer = undefined;
    if (this.#tasks.size + this.#groups.size === 0) return;
    const next = Math.max(interval, spent / MAX_SHARE) - (performance.now() - start);
    this.#schedule(Math.max(0, next));
  }

  async #dueIds(now: number): Promise<readonly PolledId[]> {
    const { mayHaveChanged } = this.#options;
    const all = [...this.#tasks.values(), ...this.#groups.values()];
    // if this check fails, all ids are read
    if (mayHaveChanged) return (await mayHaveChanged().catch(() => true)) ? all : [];
    const read = this.#reads;
    if (this.#isSignalled) return read % BACKSTOP_READS === 0 ? all : [];
    return all.filter((polled) => polled.isDue(read, now, !polled.isGroup && this.#final.has(polled.id)));
  }

  #waitUntil(moment: number): Promise<void> {
    const delay = moment - performance.now();
    if (delay <= 1) return Promise.resolve();
    return new Promise((resolve) => {
      this.#timer = setTimeout(resolve, delay);
      this.#timer.unref();
    });
  }

  /**
   * Reads versions. Tasks and groups may be in different tables, and only one of them may be readable.
   *
   * @returns whether the storage answered for all
   */
  async #read(polled: readonly PolledId[], planned: number, foundBy: FoundBy): Promise<boolean> {
    const { results, observer } = this.#options;
    const start = performance.now();
    const tasks = polled.filter(({ isGroup }) => !isGroup);
    const groups = polled.filter(({ isGroup }) => isGroup);
    const [taskVersions, groupVersions] = await Promise.all([
      versionsOfTasks(results, tasks).catch(() => undefined),
      versionsOfGroups(results, groups).catch(() => undefined),
    ]);
    if (this.#isClosed) return false;
    // requests report the outage
    if (!taskVersions) this.#forgetVersions(this.#tasks);
    if (!groupVersions) this.#forgetVersions(this.#groups);
    const answered = [...(taskVersions ? tasks : []), ...(groupVersions ? groups : [])];
    if (answered.length > 0) {
      observer?.polled({ milliseconds: performance.now() - start, lag: Math.max(0, start - planned) });
      this.#report(answered, new Map([...(taskVersions ?? []), ...(groupVersions ?? [])]), foundBy);
    }
    return taskVersions !== undefined && groupVersions !== undefined;
  }

  #report(polled: readonly PolledId[], versions: ReadonlyMap<PolledId, string>, foundBy: FoundBy): void {
    const { onChange, backstopReads } = this.#options;
    const changed = { tasks: new Set<string>(), groups: new Set<string>() };
    const unversioned = { tasks: new Set<string>(), groups: new Set<string>() };
    for (const one of polled) {
      // the id may have been removed during the read
      if (!this.#isWatched(one)) continue;
      this.#fresh.delete(one);
      const found = one.update(versions.get(one), backstopReads);
      if (found === undefined) continue;
      const report = found === 'change' ? changed : unversioned;
      report[one.isGroup ? 'groups' : 'tasks'].add(one.id);
    }
    if (changed.tasks.size + changed.groups.size > 0) onChange(changed, foundBy);
    if (unversioned.tasks.size + unversioned.groups.size > 0) onChange(unversioned, 'backstop');
  }

  /** After an interruption, all ids are read and reported: the storage may have been replaced. */
  #forgetVersions(known: ReadonlyMap<string, PolledId>): void {
    for (const one of known.values()) {
      one.version = undefined;
      // added again at the end, so that ids that can be read come first
      this.#fresh.delete(one);
      this.#fresh.add(one);
    }
  }
}
