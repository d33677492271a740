import type { TaskV1 } from './v1.ts';

/**
 * The JSON of the routes that list and examine tasks and groups. Only `@celery-results/server` has them. Moments are
 * UTC in ISO 8601 with microseconds, `2026-01-02T03:04:05.678901Z`. A field is null where nothing is stored or granted.
 */

/** Path of the list of tasks, below the mount prefix. A task is examined at `v1/tasks/<id>/`. */
export const TASKS_PATH = 'v1/tasks/';
/** A group is examined at `v1/groups/<id>/`. */
export const GROUPS_PATH = 'v1/groups/';

/** Query parameters of `GET v1/tasks/`, all optional. A task has to fit all of them. */
export interface TaskListQuery {
  /** The stored state, compared exactly. */
  readonly status?: string | undefined;
  /** The name of the task. */
  readonly name?: string | undefined;
  /** The name of the worker. Needs the right `args`. */
  readonly worker?: string | undefined;
  /** The name of the periodic task, as celery beat has it. */
  readonly periodic?: string | undefined;
  /** Earliest `date_done`: a moment in ISO 8601 with an offset or `Z`. */
  readonly since?: string | undefined;
  /** `date_done` has to be earlier than this moment. */
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
  /** The tasks, the one that changed last first. */
  readonly tasks: readonly TaskItemV1[];
  /** Cursor of older tasks; null where the list ends. It works after its rows were deleted, too. */
  readonly next: string | null;
  /** Cursor of tasks that are newer than the first one here. It stays valid; null where no task was found. */
  readonly previous: string | null;
  readonly searched: SearchedV1;
}

/** How far a list was searched. A search ends after some hundred milliseconds, and `next` continues it. */
export interface SearchedV1 {
  /** Number of rows that were compared with the filters. */
  readonly rows: number;
  /** `date_done` of the last of them; null where no row was left. */
  readonly to: string | null;
  /** Whether it ended because the page is full or no row is left. False: there may be more within `next`. */
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
  /** The start of the exception's repr, or of the JSON that a task has set in its place, up to 300 characters. */
  readonly error: string | null;
}

/**
 * Why a field is null or incomplete.
 *
 * - `hidden`: the rights of the client do not include it.
 * - `result_extended`, `task_track_started`: workers store it with this setting of Celery.
 * - `argsrepr_maxsize`: workers cut it at this length, which is a constant of the Celery app.
 * - `not_stored_here`: this kind of storage has no place for it.
 * - `large`: it is too large for this answer; `celery-task_status` has a result whole.
 * - `unreadable`: it cannot be decoded.
 * - `not_started`, `not_final`, `not_failed`, `not_periodic`: a task in this state has none.
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
 * Response to `GET v1/tasks/<id>/`: everything that is stored and granted about one task. An id without a row has
 * `known: false`, and null in all other fields.
 */
export interface TaskDetailV1 extends TaskV1 {
  readonly periodic: string | null;
  /** The arguments: mostly the text of their repr in Python, which workers may have cut. */
  readonly args: unknown;
  readonly kwargs: unknown;
  /** Number of retries. Stored by Celery's own backends with `result_extended`. */
  readonly retries: number | null;
  /** Stored by Celery's own backends with `result_extended`. */
  readonly queue: string | null;
  /** Ids of the tasks that this task has started, those that the client may read. */
  readonly children: readonly string[] | null;
  /** The keys of `meta` that are not Celery's own. */
  readonly meta: Readonly<Record<string, unknown>> | null;
  readonly content_type: string | null;
  readonly content_encoding: string | null;
  /** Bytes as they are stored. */
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

/** Response to `GET v1/groups/<id>/`. Tasks of nested groups stand in the place of their group. */
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
  /** The chord whose header this group is, while it waits. Null: none waits, or its body has started. */
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
  /** Number of members that it still waits for. */
  readonly left: number;
  /** When its group was stored; null where that is not known. */
  readonly date_created: string | null;
}
