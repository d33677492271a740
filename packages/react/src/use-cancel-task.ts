'use client';
import { celeryKeys } from '@celery-results/query';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCeleryClient } from './provider.tsx';
import { useTaskStatus } from './use-task-status.ts';

/** A cancellation by your own view. */
export interface CancelTask {
  /** Calls the function for the task with this id. */
  readonly cancel: (id: string) => void;
  /** True from the call until the task is final in any state, or until the call fails. */
  readonly isCancelling: boolean;
  /** The error of the call. */
  readonly error: Error | null;
}

/**
 * Cancels a task through your own view: this hook does not write to Celery. The task is `revoked` when its worker has
 * stored this. It may also end earlier in another state.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example const { cancel, isCancelling } = useCancelTask((id) => post(`/reports/${id}/cancel/`));
 */
export function useCancelTask(cancel: (id: string) => Promise<unknown>): CancelTask {
  const client = useCeleryClient();
  const queryClient = useQueryClient();
  const { mutate, variables, isPending, isSuccess, error } = useMutation({
    mutationFn: cancel,
    onSuccess: (_answer, id) => queryClient.invalidateQueries({ queryKey: celeryKeys.task(client, id) }),
  });
  const { data: isReady } = useTaskStatus(variables, { select: (task) => task.isReady });
  return { cancel: mutate, isCancelling: isPending || (isSuccess && !isReady), error };
}
