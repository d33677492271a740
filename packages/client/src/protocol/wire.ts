/** The four answers as they travel: field names and shapes are django-celery-results' own. */

/** `celery-is_task_successful`. `executed` means the state is SUCCESS, not that the task has run. */
export interface TaskDoneBody {
  readonly task: MemberDone;
}

/** One task's id and whether its state is SUCCESS. */
export interface MemberDone {
  readonly id: string;
  readonly executed: boolean;
}

/** `celery-task_status`. */
export interface TaskStatusBody {
  readonly task: TaskWire;
}

/** A task on the wire. `exc` and `traceback` are there in FAILURE, RETRY and REVOKED, where `result` is the exception's repr. What who asks may not see is null. */
export interface TaskWire {
  readonly id: string;
  readonly status: string;
  readonly result: unknown;
  readonly exc?: string | null;
  readonly traceback?: string | null;
}

/** `celery-is_group_successful`. An unknown group and an empty one both answer `[]`. */
export interface GroupDoneBody {
  readonly group: { readonly id: string; readonly results: readonly MemberDone[] };
}

/** `celery-group_status`. Members carry no id; their order is that of `celery-is_group_successful`. */
export interface GroupStatusBody {
  readonly group: { readonly id: string; readonly results: readonly MemberStatus[] };
}

/** A member of a group on the wire. */
export interface MemberStatus {
  readonly result: unknown;
  readonly status: string;
}
