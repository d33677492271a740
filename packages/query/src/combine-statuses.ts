import { type GroupStatus, type TaskStatus, toGroupStatus } from '@celery-results/client';
import type { StatusError } from './status-options.ts';

/** The status of many tasks together. A task counts as pending until its first response. */
export interface TaskStatuses<TResult, TMeta>
  extends Pick<
    GroupStatus<TResult, TMeta>,
    'tasks' | 'counts' | 'progress' | 'phase' | 'isReady' | 'isSuccessful' | 'isFailed'
  > {
  /** Errors of failed requests, by id. A later response removes the error. */
  readonly errors: Readonly<Record<string, StatusError>>;
}

/** The result of one of the queries. */
interface StatusResult<TResult, TMeta> {
  readonly data: TaskStatus<TResult, TMeta> | undefined;
  readonly error: StatusError | null;
}

/**
 * Combines the results of queries, one for each different id, into the status of all tasks. The tasks have the order of
 * `ids`. `results` has the order in which each id occurs first.
 *
 * @example combineStatuses(['a', 'b', 'a'], [resultOfA, resultOfB]).counts.total; // 3
 */
export function combineStatuses<TResult, TMeta>(
  ids: readonly string[],
  results: readonly StatusResult<TResult, TMeta>[],
): TaskStatuses<TResult, TMeta> {
  const resultById = new Map([...new Set(ids)].map((id, index) => [id, results[index]] as const));
  const pending = { status: 'PENDING', phase: 'pending', isReady: false, result: null, progress: null } as const;
  const { id: _, ...group } = toGroupStatus(
    '',
    ids.map((id) => resultById.get(id)?.data ?? { id, ...pending }),
  );
  const errors = [...resultById].flatMap(([id, result]) => (result?.error ? [[id, result.error] as const] : []));
  return { ...group, errors: Object.fromEntries(errors) };
}
