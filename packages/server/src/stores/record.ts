import type { DecodeReason } from '../problems/errors.ts';

/** JSON text exactly as Django writes it: ASCII, `", "` and `": "` between parts, keys in stored order. */
export type JsonText = string;

/**
 * A stored task. Stores return records, and views turn them into answers.
 *
 * - `value`: any state except FAILURE, RETRY and REVOKED.
 * - `exception`: one of these three states. `repr`, `str` and `exc` are JSON strings.
 * - `unserializable`: the state is known, but the result has no JSON form (bytes, a set). Django's status view answers
 *   500, and its done view 200.
 * - `omitted`: the state is known, but the limits of the read left out the result, the traceback and the exception.
 * - `undecodable`: the stored task cannot be decoded. Django answers 500 on every view. `status` is the stored state,
 *   which an undecodable `meta` might have overridden. `byHand` has what a task has set in place of an exception.
 */
export type TaskRecord = TaskOutcome & {
  /** Empty if the read did not include them. */
  readonly details: TaskDetails;
  /** Set if the read included it. */
  readonly extras?: TaskExtras;
  /** Changes when the stored task changes. Set if the read included it and the storage has versions. */
  readonly version?: string;
  /** The stored id, if it differs from the requested id in case or accents. Some storages treat such ids as equal. */
  readonly storedId?: string;
};

/** The parts of a record that Django's answers contain. */
export type TaskOutcome =
  | {
      readonly kind: 'value';
      readonly status: JsonText;
      readonly successful: boolean;
      /** A result of many megabytes is in chunks, so that no complete copy is needed. */
      readonly result: JsonText | readonly JsonText[];
    }
  | {
      readonly kind: 'exception';
      readonly status: JsonText;
      readonly successful: false;
      /**
       * Nothing is stored: `repr` is `None`, and a group shows null. Vectors `excrow-null-retry`, `group-failure-null`.
       */
      readonly absent: boolean;
      readonly repr: JsonText;
      /** The message of the exception: Python's `str()` of it, and `None` if nothing is stored. */
      readonly str: JsonText;
      readonly exc: JsonText;
      readonly traceback: JsonText;
    }
  | {
      readonly kind: 'unserializable';
      readonly status: JsonText;
      readonly successful: boolean;
      readonly reason: DecodeReason;
    }
  | { readonly kind: 'omitted'; readonly status: JsonText; readonly successful: boolean }
  | {
      readonly kind: 'undecodable';
      readonly status: JsonText;
      readonly reason: DecodeReason;
      readonly byHand: SetByHand | null;
    };

/**
 * The value that a task in FAILURE, RETRY or REVOKED has stored instead of an exception, by `update_state` and `raise
 * Ignore()`. Celery raises an error for it, and `v1` returns it.
 */
export interface SetByHand {
  readonly data: JsonText;
  readonly traceback: JsonText;
}

/** The text of a result in chunks. Most results are one chunk. */
export function chunksOfResult(result: JsonText | readonly JsonText[]): readonly JsonText[] {
  return typeof result === 'string' ? [result] : result;
}

/** Further stored fields of a task. Absent if nothing is stored. Dates are UTC, as in `2026-01-02T03:04:05.678901Z`. */
export interface TaskDetails {
  readonly name?: string;
  readonly worker?: string;
  readonly dateCreated?: string;
  readonly dateStarted?: string;
  readonly dateDone?: string;
}

/**
 * Everything else that is stored about a task. Null: nothing is stored. Undefined: this storage or table has no such
 * field.
 */
export interface TaskExtras {
  readonly periodic: string | null | undefined;
  /** Usually the Python repr, as a JSON string. `undecodable`: the value cannot be decoded. */
  readonly args: StoredExtra;
  readonly kwargs: StoredExtra;
  readonly retries: number | null | undefined;
  readonly queue: string | null | undefined;
  /** Ids of the tasks that the task has started. */
  readonly children: readonly string[] | null | undefined;
  /** An object with the keys of the stored meta that are not Celery's own. */
  readonly meta: StoredExtra;
  readonly contentType: string | null | undefined;
  readonly contentEncoding: string | null | undefined;
  /** Stored sizes in bytes. */
  readonly sizes: { readonly [Part in 'result' | 'traceback' | 'args' | 'kwargs' | 'meta']: number | null };
}

export type StoredExtra = JsonText | null | undefined | { readonly undecodable: true };

/** A stored group. As in Celery, an empty value means that there is no group. */
export type GroupRecord = GroupOutcome & {
  /** See {@link TaskRecord.storedId}. */
  readonly storedId?: string;
};

/** The part of a group's record that Django's answers contain. */
export type GroupOutcome =
  | { readonly kind: 'group'; readonly members: readonly GroupMember[] }
  | { readonly kind: 'undecodable'; readonly reason: DecodeReason };

/**
 * A node of a stored result tuple. Its id may be a number: `id` is the text to look up, and `idText` is the JSON form.
 */
export type GroupMember =
  | { readonly kind: 'task'; readonly id: string; readonly idText: JsonText }
  | { readonly kind: 'group'; readonly idText: JsonText; readonly members: readonly GroupMember[] };

/** A task of a group. */
export type TaskMember = Extract<GroupMember, { kind: 'task' }>;

/** Returns the tasks of a group in order. A nested group is replaced by its tasks. */
export function leavesOf(members: readonly GroupMember[]): readonly TaskMember[] {
  if (members.every((member) => member.kind === 'task')) return members;
  const leaves: TaskMember[] = [];
  addLeaves(leaves, members);
  return leaves;
}

/** One list for all levels: a list of each level would copy the tasks of deep groups as often as they are deep. */
function addLeaves(leaves: TaskMember[], members: readonly GroupMember[]): void {
  for (const member of members) {
    if (member.kind === 'task') leaves.push(member);
    else addLeaves(leaves, member.members);
  }
}
