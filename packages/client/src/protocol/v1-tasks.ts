import type { TaskV1 } from './v1.ts';

/**
 * The JSON of the routes for lists and details of tasks and groups. Only `@celery-results/server` has them. Times are
 * UTC in ISO 8601 with microseconds, `2026-01-02T03:04:05.678901Z`. A field is null if it is not stored or not granted.
 */

/** Path of the list of tasks, below the mount prefix. The details of a task are at `v1/tasks/<id>/`. */
export const TASKS_PATH = 'v1/tasks/';
/** Path of groups, below the mount prefix. The details of a group are at `v1/groups/<id>/`. */
export const GROUPS_PATH = 'v1/groups/';

/** Query parameters of `GET v1/tasks/`, all optional. A task has to match all of them. */
export interface TaskListQuery {
  /** The stored state, compared exactly. */
  readonly status?: string | undefined;
  /** The name of the task. */
  readonly name?: string | undefined;
  /** The name of the worker. Needs the right `args`. */
  readonly worker?: string | undefined;
  /** The name of the periodic task in celery beat. */
  readonly periodic?: string | undefined;
  /** Earliest `date_done`: a time in ISO 8601 with an offset or `Z`. */
  readonly since?: string | undefined;
  /** `date_done` has to be earlier than this time. */
  readonly until?: string | undefined;
  /** The start of an id, at least 4 characters. */
  readonly q?: string | undefined;
  /** The largest number of tasks, 1 to 200. Default 50. */
  readonly limit?: number | undefined;
  /** A cursor of an answer to the same filters. */
  readonly cursor?: string | undefined;
}

/** Response to `GET v1/tasks/`. */
export interface TaskListBody {
  /** The tasks, newest change first. */
  readonly tasks: readonly TaskItemV1[];
  /** Cursor of older tasks; null at the end of the list. It stays valid after its rows were deleted. */
  readonly next: string | null;
  /** Cursor of tasks that are newer than the first task of this page. It stays valid; null if no task was found. */
  readonly previous: string | null;
  readonly searched: SearchedV1;
}

/** The searched part of a list. A search ends after some hundred milliseconds, and `next` continues it. */
export interface SearchedV1 {
  /** Number of rows that were compared with the filters. */
  readonly rows: number;
  /** `date_done` of the last of these rows; null if all rows were searched. */
  readonly to: string | null;
  /** Whether the page is full or all rows were searched. False: `next` may find more tasks. */
  readonly complete: boolean;
}

/** A task in a list. */
export interface TaskItemV1 {
  readonly id: string;
  /** The stored state. */
  readonly status: string;
  readonly name: string | null;
  readonly worker: string | null;
  readonly periodic: string | null;
  readonly date_created: string | null;
  readonly date_started: string | null;
  /** Time of the last write, in every state. */
  readonly date_done: string | null;
  /** Name of the exception class, in FAILURE, RETRY and REVOKED. */
  readonly exc: string | null;
  /** The start of the exception's repr, or of the JSON that a task has set instead, up to 300 characters. */
  readonly error: string | null;
}

/**
 * The reason why a field is null or incomplete.
 *
 * - `hidden`: the rights of the client do not include it.
 * - `result_extended`, `task_track_started`: workers store it with this setting of Celery.
 * - `argsrepr_maxsize`: workers cut it at this length, which is an attribute of the Celery app's `amqp`.
 * - `not_stored_here`: this kind of storage cannot store it.
 * - `large`: it is too large for this answer; `celery-task_status` has the complete result.
 * - `unreadable`: it cannot be decoded.
 * - `not_started`, `not_final`, `not_failed`, `not_periodic`: the field is missing for a task in this state.
 */
export type HintV1 =
  | 'hidden'
  | 'result_extended'
  | 'task_track_started'
  | 'argsrepr_maxsize'
  | 'not_stored_here'
  | 'large'
  | 'unreadable'
  | 'not_started'
  | 'not_final'
  | 'not_failed'
  | 'not_periodic';

/** The fields of a {@link TaskDetailV1} that may have a hint. */
export type HintedField =
  | 'name'
  | 'worker'
  | 'args'
  | 'kwargs'
  | 'result'
  | 'error'
  | 'traceback'
  | 'periodic'
  | 'date_created'
  | 'date_started'
  | 'children'
  | 'meta'
  | 'retries'
  | 'queue';

/**
 * Response to `GET v1/tasks/<id>/`: all stored and granted data of one task. An id without a row has `known: false`,
 * and null in all other fields.
 */
export interface TaskDetailV1 extends TaskV1 {
  readonly periodic: string | null;
  /** The arguments: usually their repr in Python as a text, which workers may have cut. */
  readonly args: unknown;
  readonly kwargs: unknown;
  /** Number of retries. Stored by Celery's own backends with `result_extended`. */
  readonly retries: number | null;
  /** Stored by Celery's own backends with `result_extended`. */
  readonly queue: string | null;
  /** Ids of the tasks that this task has started, if the client may read them. */
  readonly children: readonly string[] | null;
  /** The keys of `meta` that do not come from Celery. */
  readonly meta: Readonly<Record<string, unknown>> | null;
  readonly content_type: string | null;
  readonly content_encoding: string | null;
  /** Sizes in bytes, as stored. */
  readonly sizes: {
    readonly result: number | null;
    readonly traceback: number | null;
    readonly args: number | null;
    readonly kwargs: number | null;
    readonly meta: number | null;
  };
  /** Seconds from `date_started` to `date_done` of a task in a final state. */
  readonly duration: number | null;
  readonly hints: { readonly [Field in HintedField]?: HintV1 };
}

/** Query parameters of `GET v1/groups/<id>/`. */
export interface GroupDetailQuery {
  /** The largest number of members, 1 to 200. Default 50. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Response to `GET v1/groups/<id>/`. Nested groups are replaced by their tasks. */
export interface GroupDetailV1 {
  readonly id: string;
  /** Whether the group is stored: `GroupResult.save()` stores it, and a chord does. */
  readonly known: boolean;
  /** Number of members, and by state. A member without a row is PENDING. */
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
  /** The members of this page, in the order of the group. Those of nested groups are among them. */
  readonly members: readonly TaskItemV1[];
  /** The groups directly within this one, up to 200. */
  readonly groups: readonly NestedGroupV1[];
  readonly next: string | null;
  readonly previous: string | null;
  readonly date_created: string | null;
  readonly date_done: string | null;
  /** The waiting chord that has this group as its header. Null: no chord waits, or its body has started. */
  readonly chord: ChordV1 | null;
}

/** A group within a group. Mostly it is not stored under its own id. */
export interface NestedGroupV1 {
  /** Null where its id is no text. */
  readonly id: string | null;
  /** Place of its first member among the members of the outer group, from 0. */
  readonly offset: number;
  /** Number of its members, those of groups within it included, and by state. */
  readonly total: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** A chord that waits for its header. */
export interface ChordV1 {
  /** Id of the group of its header. */
  readonly group: string;
  /** Number of members that the chord still waits for. */
  readonly left: number;
  /** Time at which the group was stored; null if it is unknown. */
  readonly date_created: string | null;
}
