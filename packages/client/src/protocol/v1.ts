import type { TaskWire } from './wire.ts';

/** What `@celery-results/server` answers beyond Django's four views. Strict JSON: NaN and the infinities travel as null. */

/** Path of the batch, below the mount prefix. */
export const BATCH_PATH = 'v1/status/';

/**
 * Relation of the `Link` header by which a server says on each of the four answers that it has more: `</celery/v1/>; rel="…"`. No header,
 * no batch: plain Django.
 */
export const V1_REL = 'urn:celery-results:v1';

/**
 * Body of `POST v1/status/`: ids, each with the `etag` that is known already, or null. An id stands in one of the two only; 1,000 ids and
 * 256 KiB at the most.
 */
export interface BatchRequest {
  readonly tasks?: Readonly<Record<string, string | null>>;
  readonly groups?: Readonly<Record<string, string | null>>;
}

/** Answer to a batch. Every id that was asked is in exactly one of the four. */
export interface BatchBody {
  readonly tasks: Readonly<Record<string, TaskV1>>;
  readonly groups: Readonly<Record<string, GroupV1>>;
  /** Ids whose `etag` is still the one that was sent. */
  readonly unchanged: readonly string[];
  /** Why an id has no answer: the others are not touched by it. */
  readonly errors: Readonly<Record<string, ProblemWire>>;
}

/** A task as Django answers it, and what Django does not say. */
export interface TaskV1 extends TaskWire {
  /** Whether anything is stored: the answer to "PENDING for ever". */
  readonly known: boolean;
  /** Changes when anything else in here does. */
  readonly etag: string;
  /** The task's name and worker; with `result_extended` only. */
  readonly name?: string;
  readonly worker?: string;
  /** UTC, ISO 8601 with microseconds: `2026-01-02T03:04:05.678901Z`. By the workers' clocks; `date_done` is the last write, final or not. */
  readonly date_created?: string;
  readonly date_started?: string;
  readonly date_done?: string;
  /** The result is too large for a batch, and null here: ask `celery-task_status`. */
  readonly resultOmitted?: true;
  /** The row cannot be read as this encoding; `result` is null and `status` that of the row. */
  readonly resultUnreadable?: string;
}

/** A group with its tasks in stored order, those of nested groups in their place. */
export interface GroupV1 {
  readonly id: string;
  /** False for a group that was not saved or has expired. An empty one is known. */
  readonly known: boolean;
  readonly etag: string;
  readonly results: readonly TaskV1[];
  /** How many tasks are in each state. */
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
