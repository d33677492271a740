/** JSON text exactly as Django writes it: ASCII, `", "` and `": "` between parts, keys in stored order. */
export type JsonText = string;

/**
 * One task as it is kept, whole: the only shape that crosses from stores to views.
 *
 * - `value`: any state but FAILURE, RETRY and REVOKED.
 * - `exception`: one of those three. `repr` and `exc` are JSON strings.
 * - `unserializable`: the state is known, but the result has no JSON form (bytes, a set); Django's status view answers 500 and its
 *   done view 200.
 * - `undecodable`: the row cannot be read at all; Django answers 500 on every view. `status` is the column's, which `meta` may have meant to
 *   change.
 */
export type TaskRecord = TaskOutcome & {
  /** Empty unless they were asked for. */
  readonly details: TaskDetails;
  /** Changes when the row does. Only where it was asked for, and where the storage can say. */
  readonly version?: string;
};

/** What an answer of Django's is made of. */
export type TaskOutcome =
  | {
      readonly kind: 'value';
      readonly status: JsonText;
      readonly successful: boolean;
      /** One of many megabytes is in pieces: nobody should need a text that is as long as all of them. */
      readonly result: JsonText | readonly JsonText[];
    }
  | {
      readonly kind: 'exception';
      readonly status: JsonText;
      readonly successful: false;
      /** Nothing is stored: `repr` is `None`, and a group shows null. Vectors `excrow-null-retry`, `group-failure-null`. */
      readonly absent: boolean;
      readonly repr: JsonText;
      readonly exc: JsonText;
      readonly traceback: JsonText;
    }
  | { readonly kind: 'unserializable'; readonly status: JsonText; readonly successful: boolean; readonly fault: Fault }
  | { readonly kind: 'undecodable'; readonly status: JsonText; readonly fault: Fault };

/** The text of a result in pieces, of which there is mostly one. */
export function piecesOfResult(result: JsonText | readonly JsonText[]): readonly JsonText[] {
  return typeof result === 'string' ? [result] : result;
}

/** What the row says besides, where it has the columns and they are filled. Dates are UTC, as in `2026-01-02T03:04:05.678901Z`. */
export interface TaskDetails {
  readonly name?: string;
  readonly worker?: string;
  readonly dateCreated?: string;
  readonly dateStarted?: string;
  readonly dateDone?: string;
}

/** Why stored text could not be read. Never holds the stored text itself. */
export interface Fault {
  /** What the reader took the text for, such as `json` or `base64`. */
  readonly encoding: string;
  readonly column: 'result' | 'meta' | 'traceback' | 'status';
  readonly reason: string;
}

/** One group as it is kept. A group that holds nothing (NULL, empty) is absent, as Celery treats it. */
export type GroupRecord =
  | { readonly kind: 'group'; readonly members: readonly GroupMember[] }
  | { readonly kind: 'undecodable'; readonly fault: Fault };

/** A node of the stored result tuple. Ids may be numbers there, so the JSON form is kept beside the text to look up. */
export type GroupMember =
  | { readonly kind: 'task'; readonly id: string; readonly idText: JsonText }
  | { readonly kind: 'group'; readonly idText: JsonText; readonly members: readonly GroupMember[] };

type TaskMember = Extract<GroupMember, { kind: 'task' }>;

/** The tasks of a group in order, those of nested groups in their place. */
export function leavesOf(members: readonly GroupMember[]): readonly TaskMember[] {
  if (members.every((member) => member.kind === 'task')) return members;
  return members.flatMap((member) => (member.kind === 'task' ? [member] : leavesOf(member.members)));
}
