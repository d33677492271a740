import type { ChangeSource, Watch, WatchedIds } from '../../stores/change-source.ts';
import type { MemberMessage, MessageIds } from './messages.ts';

/** Milliseconds without a message of a member after which its ids are no longer watched. */
const MEMBER_MS = 25_000;

interface Member {
  tasks: Set<string>;
  groups: Set<string>;
  final: ReadonlySet<string>;
  heardAt: number;
}

/** The work of the leader: it watches the ids of all members, and publishes the ids that may have changed. */
export class Leader {
  readonly #publish: (ids: MessageIds) => void;
  readonly #watch: Watch;
  readonly #members = new Map<string, Member>();
  /** Ids that the source has reported at least once. */
  readonly #attached = { tasks: new Set<string>(), groups: new Set<string>() };
  #isUpdating = false;
  #isClosed = false;

  constructor(source: ChangeSource, publish: (ids: MessageIds) => void) {
    this.#publish = publish;
    this.#watch = source.watch(({ tasks, groups }) => {
      for (const id of tasks) this.#attached.tasks.add(id);
      for (const id of groups) this.#attached.groups.add(id);
      publish({ tasks: [...tasks], groups: [...groups] });
    });
  }

  receive({ kind, from, tasks, groups, final }: MemberMessage): void {
    const known = this.#members.get(from);
    const isNew = (half: 'tasks' | 'groups', id: string): boolean =>
      !known?.[half].has(id) && this.#attached[half].has(id);
    // the source has already reported these ids, and the new member waits for a report
    const confirmed = {
      tasks: tasks.filter((id) => isNew('tasks', id)),
      groups: groups.filter((id) => isNew('groups', id)),
    };
    const before = kind === 'more' && known ? known : { tasks: [], groups: [] };
    this.#members.set(from, {
      tasks: new Set([...before.tasks, ...tasks]),
      groups: new Set([...before.groups, ...groups]),
      final: kind === 'more' && known ? known.final : new Set(final),
      heardAt: performance.now(),
    });
    if (confirmed.tasks.length + confirmed.groups.length > 0) this.#publish(confirmed);
    this.#updateSoon();
  }

  /** Removes members that have ended. */
  sweep(): void {
    const until = performance.now() - MEMBER_MS;
    for (const [id, { heardAt }] of this.#members)
      if (heardAt < until) {
        this.#members.delete(id);
        this.#updateSoon();
      }
  }

  /** Publishes every id that the source has reported. */
  publishAll(): void {
    const { tasks, groups } = this.#attached;
    if (tasks.size + groups.size > 0) this.#publish({ tasks: [...tasks], groups: [...groups] });
  }

  close(): void {
    this.#isClosed = true;
    this.#watch.close();
  }

  #updateSoon(): void {
    if (this.#isUpdating) return;
    this.#isUpdating = true;
    setImmediate(() => {
      this.#isUpdating = false;
      if (!this.#isClosed) this.#watch.set(this.#union());
    });
  }

  #union(): WatchedIds {
    const members = [...this.#members.values()];
    const union = {
      tasks: new Set(members.flatMap(({ tasks }) => [...tasks])),
      groups: new Set(members.flatMap(({ groups }) => [...groups])),
      final: new Set(members.flatMap(({ final }) => [...final])),
    };
    for (const half of ['tasks', 'groups'] as const)
      for (const id of this.#attached[half]) if (!union[half].has(id)) this.#attached[half].delete(id);
    return union;
  }
}
