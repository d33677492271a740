import type { WatchedIds } from '../stores/change-source.ts';
import { WatchedId } from './watched-id.ts';

/** Milliseconds for which an id stays watched after its last use: pages that reconnect request the same ids. */
const LINGER_MS = 5_000;
/**
 * Largest part of the ids left by other addresses that the streams of one address may watch. Requests in flight have
 * the same rule.
 */
const ADDRESS_PART = 0.75;

/** The union of all watched ids. */
export class WatchedUnion implements WatchedIds {
  /** Ids of the tasks, for the source. */
  readonly tasks: Set<string> = new Set();
  readonly groups: Set<string> = new Set();
  /** Tasks in a final state. */
  readonly final: Set<string> = new Set();
  readonly #byId = { tasks: new Map<string, WatchedId>(), groups: new Map<string, WatchedId>() };
  readonly #unused = new Map<WatchedId, number>();
  readonly #onChange: () => void;
  readonly #maxIds: number;
  /** Number of ids by the address for which they count. */
  readonly #byAddress = new Map<string, number>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param onChange called after an id was added or removed
   * @param maxIds largest number of ids
   */
  constructor(onChange: () => void, maxIds: number) {
    this.#onChange = onChange;
    this.#maxIds = maxIds;
  }

  get size(): number {
    return this.tasks.size + this.groups.size;
  }

  all(): readonly WatchedId[] {
    return [...this.#byId.tasks.values(), ...this.#byId.groups.values()];
  }

  find(kind: 'tasks' | 'groups', id: string): WatchedId | undefined {
    return this.#byId[kind].get(id);
  }

  /** Whether an address may watch these ids. Ids that are watched already do not count. */
  mayWatch(address: string, kind: 'tasks' | 'groups', ids: Iterable<string>): boolean {
    let added = 0;
    for (const id of ids) if (!this.#byId[kind].has(id)) added += 1;
    if (added === 0) return true;
    const own = this.#byAddress.get(address) ?? 0;
    const left = this.#maxIds - (this.size - own);
    // the first stream of an address is accepted while any number of ids is left
    return own === 0 ? left > 0 : own + added <= left * ADDRESS_PART;
  }

  /**
   * Adds a use of an id, and returns the watched id.
   *
   * @param address the address for which the id counts, unless another address watches it already. The id counts for
   * the next address when that one leaves
   */
  use(kind: 'tasks' | 'groups', id: string, address: string): WatchedId {
    let watched = this.#byId[kind].get(id);
    if (!watched) {
      watched = new WatchedId(id, kind === 'groups', address);
      this.#count(address, 1);
      this.#byId[kind].set(id, watched);
      this[kind].add(id);
      this.#onChange();
    }
    this.#unused.delete(watched);
    this.#addUse(watched, address);
    return watched;
  }

  /** @param address that was given to {@link use} */
  release(watched: WatchedId, address: string): void {
    this.#removeUse(watched, address);
    if (watched.uses > 0) return;
    this.#unused.set(watched, performance.now());
    this.#timer ??= setInterval(() => this.#sweep(), LINGER_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #sweep(): void {
    const until = performance.now() - LINGER_MS;
    for (const [watched, since] of this.#unused) {
      if (since > until) break;
      this.#unused.delete(watched);
      this.#remove(watched);
    }
    if (this.#unused.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #count(address: string, by: 1 | -1): void {
    const count = (this.#byAddress.get(address) ?? 0) + by;
    if (count === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, count);
  }

  #addUse(watched: WatchedId, address: string): void {
    watched.uses += 1;
    if (address === watched.address) return;
    // the id had no use left
    if (watched.uses === 1) this.#countFor(watched, address);
    else {
      watched.others ??= new Map();
      watched.others.set(address, (watched.others.get(address) ?? 0) + 1);
    }
  }

  #removeUse(watched: WatchedId, address: string): void {
    watched.uses -= 1;
    const { others } = watched;
    if (!others) return;
    const left = (others.get(address) ?? 0) - 1;
    if (left > 0) others.set(address, left);
    else others.delete(address);
    const [next] = others.keys();
    if (next === undefined || address !== watched.address || usesOf(others) < watched.uses) return;
    others.delete(next);
    this.#countFor(watched, next);
  }

  /** Counts an id for another address, and the tasks of a group with it. */
  #countFor(watched: WatchedId, address: string): void {
    const { address: earlier } = watched;
    this.#count(earlier, -1);
    this.#count(address, 1);
    watched.address = address;
    for (const member of watched.members) {
      this.#addUse(member, address);
      this.#removeUse(member, earlier);
    }
  }

  #remove(watched: WatchedId): void {
    const kind = watched.isGroup ? 'groups' : 'tasks';
    this.#byId[kind].delete(watched.id);
    this.#count(watched.address, -1);
    this[kind].delete(watched.id);
    if (!watched.isGroup) this.final.delete(watched.id);
    for (const member of watched.members) {
      member.groups.delete(watched);
      this.release(member, watched.address);
    }
    watched.members = new Set();
    this.#onChange();
  }
}

function usesOf(others: ReadonlyMap<string, number>): number {
  let uses = 0;
  for (const count of others.values()) uses += count;
  return uses;
}
