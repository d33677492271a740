/** The four JSON bodies of django-celery-results. Field names and shapes are Django's. */

/** Body of `celery-is_task_successful`. */
export interface TaskDoneBody {
  readonly task: MemberDone;
}

/** One task's id, and whether its state is SUCCESS. */
export interface MemberDone {
  readonly id: string;
  /** True for SUCCESS only: a task that failed has `executed: false`. */
  readonly executed: boolean;
}

/** Body of `celery-task_status`. */
export interface TaskStatusBody {
  readonly task: TaskWire;
}

/**
 * One task in a response. `exc` and `traceback` are present in FAILURE, RETRY and REVOKED; `result` is then the
 * `repr` of the exception. `@celery-results/server` sends null for every field that the caller's grant hides.
 */
export interface TaskWire {
  readonly id: string;
  readonly status: string;
  readonly result: unknown;
  /** Full class name of the exception, such as `builtins.ValueError`. */
  readonly exc?: string | null;
  readonly traceback?: string | null;
}

/** Body of `celery-is_group_successful`. Unknown groups and empty groups both have `results: []`. */
export interface GroupDoneBody {
  readonly group: { readonly id: string; readonly results: readonly MemberDone[] };
}

/** Body of `celery-group_status`. Members have no id; their order is that of `celery-is_group_successful`. */
export interface GroupStatusBody {
  readonly group: { readonly id: string; readonly results: readonly MemberStatus[] };
}

/** One member in the body of `celery-group_status`. */
export interface MemberStatus {
  readonly result: unknown;
  readonly status: string;
}
