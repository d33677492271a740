import type { TaskRecord } from '../stores/record.ts';
import type { ReadMemory, ResultStore } from '../stores/store.ts';
import type { IndexPage } from '../stores/task-index.ts';
import type { GroupInfo } from '../stores/task-numbers.ts';
import type { Grant, VisibleField } from './grant.ts';
import type { ListQuery } from './scoped-list.ts';

/** The rights of one client. */
export interface Access {
  readonly grant: Grant;
  /** Returns a newer grant where this one may be out of date, otherwise the same one. */
  renew(): Promise<Grant>;
  /** Headers of a 403 for this client. */
  readonly challenge: Readonly<Record<string, string>>;
  /**
   * Milliseconds since 1970 at which the rights end: a response that stays open ends then. Undefined: they do not end
   * by themselves.
   */
  readonly expiresAt: number | undefined;
  /**
   * A hash of what proved the rights, which the client cannot change: a signed token, or the claims of a visitor.
   * Requests with the same key count together. Default: they do not count.
   */
  readonly clientKey?: string | undefined;
  /** The claim `sub`: who the client is. */
  readonly subject?: string | undefined;
}

/** Ids of tasks and of groups. */
export interface RequestedIds {
  readonly tasks: Iterable<string>;
  readonly groups: Iterable<string>;
}

/** A store as one client may see it. Its reads throw `Forbidden` before they read anything. */
export interface ScopedStore extends ResultStore {
  /** Returns the ids that the client may not read, so that the other ids can be answered. */
  forbidden(requested: RequestedIds): Promise<ReadonlySet<string>>;
  /**
   * Lists the stored tasks that the client may read.
   *
   * @throws Forbidden without the right to list, and for a filter of a hidden field
   * @throws NoTaskIndex for a storage that cannot list tasks
   */
  list(query: ListQuery): Promise<IndexPage>;
  /** Checks that the client may see numbers over all tasks: it may list all of them. @throws Forbidden otherwise */
  checkNumbers(): Promise<void>;
  /** What is stored about a group besides its members. Read the group first, which checks that it is granted. */
  groupInfo(id: string): Promise<GroupInfo>;
  /** What the client may see of a task. */
  readonly visible: ReadonlySet<VisibleField>;
  /** See {@link Access.expiresAt}. */
  readonly expiresAt: number | undefined;
  /** What the client sees of the tasks that it may read, by its newest grant. */
  readonly view: RecordView;
  /** What the client may see of a task: answers to clients with the same text are the same. */
  readonly accessLevel: string;
  /** The memory that the answer to this client may use. */
  readonly memory: ReadMemory;
}

/** What a client sees of a task. Clients with the same key see the same. */
export interface RecordView {
  readonly key: string;
  redact(record: TaskRecord): TaskRecord;
  /**
   * Whether the client may read a row whose stored id differs in case or accents from the one that it asked for.
   * Clients that share a view may differ in this.
   */
  covers(storedId: string, kind: 'task' | 'group'): boolean;
}
