import type { TaskRecord } from '../stores/record.ts';
import type { ReadMemory, ResultStore } from '../stores/store.ts';
import type { IndexPage } from '../stores/task-index.ts';
import type { GroupInfo } from '../stores/task-numbers.ts';
import type { Grant, VisibleField } from './grant.ts';
import type { ListQuery } from './scoped-list.ts';

/** The rights of one client. */
export interface Access {
  readonly grant: Grant;
  /** Returns a newer grant if this one may be out of date, otherwise the same grant. */
  renew(): Promise<Grant>;
  /** Headers of a 403 for this client. */
  readonly challenge: Readonly<Record<string, string>>;
  /**
   * Time at which the rights end, in milliseconds since 1970: a response that stays open ends then. Undefined: the
   * rights have no end.
   */
  readonly expiresAt: number | undefined;
  /** See {@link Revocation}. Undefined: the rights cannot be revoked before their end. */
  readonly revocation?: Revocation | undefined;
  /**
   * A hash of the proof of the rights, which the client cannot change: a signed token, or the claims of a visitor.
   * Requests with the same key are counted together. Default: they are not counted.
   */
  readonly clientKey?: string | undefined;
  /** The claim `sub`: who the client is. */
  readonly subject?: string | undefined;
}

/** Tells whether rights were revoked before their end. A response that stays open checks this regularly. */
export interface Revocation {
  /** Rights with the same key are revoked together: the `jti` of a token. */
  readonly key: string;
  /** @throws ProblemError `auth-unavailable` if the list of revoked tokens cannot be read */
  isRevoked(): boolean | Promise<boolean>;
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
  /** Reads the other data of a group than its members. Read the group first, which checks that it is granted. */
  groupInfo(id: string): Promise<GroupInfo>;
  /** The fields of a task that the client may see. */
  readonly visible: ReadonlySet<VisibleField>;
  /** See {@link Access.expiresAt}. */
  readonly expiresAt: number | undefined;
  /** See {@link Access.revocation}. */
  readonly revocation?: Revocation | undefined;
  /** The client's view of the tasks that it may read, by its newest grant. */
  readonly view: RecordView;
  /** The visible fields as a text: answers to clients with the same text are the same. */
  readonly accessLevel: string;
  /** The memory that the answer to this client may use. */
  readonly memory: ReadMemory;
}

/** A client's view of tasks. Clients with the same key see the same. */
export interface RecordView {
  readonly key: string;
  redact(record: TaskRecord): TaskRecord;
  /**
   * Returns whether the client may read a row whose stored id differs in case or accents from the requested id.
   * Clients that share a view may differ in this.
   */
  covers(storedId: string, kind: 'task' | 'group'): boolean;
}
