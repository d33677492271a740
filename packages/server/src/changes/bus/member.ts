import { randomUUID } from 'node:crypto';
import type { ChangeSource, FoundBy, Watch, WatchedIds } from '../../stores/change-source.ts';
import { Leader } from './leader.ts';
import { type LeaderMessage, type MemberMessage, readLeaderMessage, readMemberMessage } from './messages.ts';
import type { Transport } from './transport.ts';

/** Milliseconds between two checks of the lock and of the last message. */
const TICK_MS = 500;
/** Milliseconds after which the lock of a leader that has ended is free. */
const LOCK_MS = 3_000;
/** Milliseconds without a leader after which a member looks for changes itself. */
const SILENCE_MS = 4_000;
/** Milliseconds between two messages with all ids of a member. */
const ALL_MS = 10_000;

export interface MemberOptions {
  readonly transport: Transport;
  readonly name: string;
  readonly source: ChangeSource;
  readonly onChange: (changed: WatchedIds, foundBy?: FoundBy) => void;
}

/** One watch on the bus. */
export class Member {
  readonly #id = randomUUID();
  readonly #options: MemberOptions;
  readonly #channels: { readonly all: string; readonly leader: string; readonly lock: string };
  readonly #timer: ReturnType<typeof setInterval>;
  #ids: WatchedIds = { tasks: new Set(), groups: new Set() };
  /** The ids that were sent to the leader. */
  #sent = { tasks: new Set<string>(), groups: new Set<string>() };
  #sentAllAt = 0;
  #heardAt = performance.now();
  #leaderId = '';
  #leader: Leader | undefined;
  /** The watch that is used while there is no leader. */
  #own: Watch | undefined;
  #isTicking = false;
  #isClosed = false;

  constructor(options: MemberOptions) {
    this.#options = options;
    const prefix = `celery-results:changes:${options.name}`;
    this.#channels = { all: prefix, leader: `${prefix}:leader`, lock: `${prefix}:lock` };
    void options.transport.subscribe(this.#channels.all, (text) => this.#receive(readLeaderMessage(text)));
    this.#timer = setInterval(() => void this.#tick(), TICK_MS).unref();
    void this.#tick();
  }

  set(ids: WatchedIds): void {
    this.#ids = ids;
    this.#own?.set(ids);
    const added = {
      tasks: [...ids.tasks].filter((id) => !this.#sent.tasks.has(id)),
      groups: [...ids.groups].filter((id) => !this.#sent.groups.has(id)),
    };
    if (added.tasks.length + added.groups.length === 0) return;
    for (const id of added.tasks) this.#sent.tasks.add(id);
    for (const id of added.groups) this.#sent.groups.add(id);
    this.#send({ kind: 'more', from: this.#id, ...added, final: [] });
  }

  /** Handles the id of a task that a worker has published. */
  report(id: string): void {
    if (this.#ids.tasks.has(id)) this.#options.onChange({ tasks: new Set([id]), groups: new Set() });
  }

  /** Handles a new connection, before which messages may have been missed. */
  onConnected(): void {
    this.#sendAll();
    this.#reportAll();
    // messages of this leader during the interruption were lost
    this.#leader?.publishAll();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#own?.close();
    const isLeader = this.#leader !== undefined;
    this.#leader?.close();
    await this.#options.transport.unsubscribe(this.#channels.all);
    if (isLeader) await this.#options.transport.unlock(this.#channels.lock, this.#id);
  }

  async #tick(): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    await this.#elect();
    this.#isTicking = false;
    if (this.#isClosed) return;
    const now = performance.now();
    if (now - this.#heardAt > SILENCE_MS) this.#watchAlone();
    if (now - this.#sentAllAt > ALL_MS) this.#sendAll();
  }

  async #elect(): Promise<void> {
    const { transport } = this.#options;
    const isLeader = transport.isConnected && (await transport.lock(this.#channels.lock, this.#id, LOCK_MS));
    if (this.#isClosed) return;
    if (isLeader) await this.#lead();
    else await this.#follow();
  }

  async #lead(): Promise<void> {
    const { transport, source } = this.#options;
    if (!this.#leader) {
      const publish = (ids: { tasks: readonly string[]; groups: readonly string[] }): void =>
        this.#publish({ kind: 'changed', from: this.#id, ...ids });
      const leader = new Leader(source, publish);
      this.#leader = leader;
      await transport.subscribe(this.#channels.leader, (text) => {
        const message = readMemberMessage(text);
        if (message) leader.receive(message);
      });
      this.#publish({ kind: 'ask', from: this.#id });
    }
    this.#leader?.sweep();
    this.#publish({ kind: 'beat', from: this.#id });
  }

  async #follow(): Promise<void> {
    if (!this.#leader) return;
    this.#leader.close();
    this.#leader = undefined;
    await this.#options.transport.unsubscribe(this.#channels.leader);
  }

  #receive(message: LeaderMessage | undefined): void {
    if (!message || this.#isClosed) return;
    this.#heardAt = performance.now();
    const isOther = message.from !== this.#leaderId;
    this.#leaderId = message.from;
    this.#own?.close();
    this.#own = undefined;
    if (message.kind === 'ask' || isOther) this.#sendAll();
    if (message.kind !== 'changed') return;
    const changed = {
      tasks: new Set(message.tasks.filter((id) => this.#ids.tasks.has(id))),
      groups: new Set(message.groups.filter((id) => this.#ids.groups.has(id))),
    };
    if (changed.tasks.size + changed.groups.size > 0) this.#options.onChange(changed);
  }

  #watchAlone(): void {
    if (this.#own) return;
    this.#leaderId = '';
    this.#own = this.#options.source.watch(this.#options.onChange);
    this.#own.set(this.#ids);
  }

  #sendAll(): void {
    const { tasks, groups, final = new Set<string>() } = this.#ids;
    this.#sentAllAt = performance.now();
    this.#sent = { tasks: new Set(tasks), groups: new Set(groups) };
    this.#send({ kind: 'all', from: this.#id, tasks: [...tasks], groups: [...groups], final: [...final] });
  }

  #reportAll(): void {
    const { tasks, groups } = this.#ids;
    if (tasks.size + groups.size > 0) this.#options.onChange({ tasks: new Set(tasks), groups: new Set(groups) });
  }

  #send(message: MemberMessage): void {
    this.#options.transport.publish(this.#channels.leader, JSON.stringify(message));
  }

  #publish(message: LeaderMessage): void {
    this.#options.transport.publish(this.#channels.all, JSON.stringify(message));
  }
}
