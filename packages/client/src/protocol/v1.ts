import type { TaskWire } from './wire.ts';

/** The JSON that only `@celery-results/server` sends. It is strict JSON: NaN and the infinities become null. */

/** Path of the batch, below the mount prefix. */
export const BATCH_PATH = 'v1/status/';

/** The server's limit of ids in one batch or stream. */
export const MAX_IDS = 1_000;

/** Path of the stream of events, below the mount prefix. */
export const EVENTS_PATH = 'v1/events/';

/**
 * Relation of the `Link` header that announces the stream: `</celery/v1/events/>; rel="urn:celery-results:events"`.
 */
export const EVENTS_REL = 'urn:celery-results:events';

/**
 * Relation of the `Link` header that announces the batch: `</celery/v1/>; rel="urn:celery-results:v1"`.
 * `@celery-results/server` sends the header with each response of the four views; plain Django sends none.
 */
export const V1_REL = 'urn:celery-results:v1';

/**
 * Body of `POST v1/status/`. Each id has the `etag` of the caller's last copy, or null. An id may be in `tasks` or in
 * `groups`, but not in both. Limits: 1,000 ids and 256 KiB.
 */
export interface BatchRequest {
  readonly tasks?: Readonly<Record<string, string | null>>;
  readonly groups?: Readonly<Record<string, string | null>>;
}

/** Response to a batch. Each requested id is in exactly one of the four fields. */
export interface BatchBody {
  readonly tasks: Readonly<Record<string, TaskV1>>;
  readonly groups: Readonly<Record<string, GroupV1>>;
  /** Ids with the same `etag` as in the request. */
  readonly unchanged: readonly string[];
  /** Problems by id. A problem is about its id only. */
  readonly errors: Readonly<Record<string, ProblemWire>>;
}

/** A task with Django's fields and the fields that only `@celery-results/server` sends. */
export interface TaskV1 extends TaskWire {
  /** Whether the store has a row for this id. Django sends PENDING for both. */
  readonly known: boolean;
  /** Changes when any other field changes. */
  readonly etag: string;
  /** Task name. Present if the workers run with `result_extended`. */
  readonly name?: string;
  /** Name of the worker. Present if the workers run with `result_extended`. */
  readonly worker?: string;
  /** UTC in ISO 8601 with microseconds, `2026-01-02T03:04:05.678901Z`, by the worker's clock. */
  readonly date_created?: string;
  /** Same form as `date_created`. */
  readonly date_started?: string;
  /** Time of the last write, in every state. Same form as `date_created`. */
  readonly date_done?: string;
  /** True for a result that is too large for a batch. `result` is null; `celery-task_status` has the value. */
  readonly resultOmitted?: true;
  /**
   * The value that a task has stored in FAILURE, RETRY or REVOKED instead of an exception, by `update_state` and `raise
   * Ignore()`. `result` is then null, since Django cannot answer such a row. Null for a client without the right
   * `error`.
   */
  readonly data?: unknown;
  /** Encoding of a row that the server cannot decode. `result` is then null; `status` is that of the row. */
  readonly resultUnreadable?: string;
}

/** A group with its tasks in stored order. Nested groups are replaced by their tasks. */
export interface GroupV1 {
  readonly id: string;
  /** Whether the store has a row for this group. An empty group that was saved is known. */
  readonly known: boolean;
  /** Changes when any other field changes. */
  readonly etag: string;
  readonly results: readonly TaskV1[];
  /** Number of tasks by state. */
  readonly counts: Readonly<Record<string, number>>;
}

/** A problem of RFC 9457. */
export interface ProblemWire {
  /** Stable: `urn:celery-results:problem:…` */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
}

/** The data of each event of the stream, by the name of the event. All of them are JSON objects. */
export interface EventData {
  readonly task: TaskV1;
  readonly group: GroupV1;
  /** The id was stored and no longer is: `known` is false. A task has `status`, and a group has `counts`. */
  readonly gone: TaskV1 | GroupV1;
  /** The client gets no events of this id. The events of other ids continue. */
  readonly problem: { readonly id: string; readonly problem: ProblemWire };
  /** Every id has been read since the stream began. Ids without an event have not changed. */
  readonly 'snapshot-end': Readonly<Record<string, never>>;
  /** The rights of the client end in this number of seconds, and the stream ends with them. */
  readonly expiring: { readonly seconds: number };
  /** The server ends the stream now. The client should reconnect after `retry` milliseconds. */
  readonly closing: { readonly reason: ClosingReason; readonly retry: number };
}

/**
 * - `rotation`: each stream ends after 10 to 15 minutes.
 * - `expired`: the rights of the client have ended.
 * - `draining`: the server stops.
 */
export type ClosingReason = 'rotation' | 'expired' | 'draining';
