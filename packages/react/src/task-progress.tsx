'use client';
import { describeTask, type TaskStatus } from '@celery-results/client';
import type { Id } from '@celery-results/query';
import type { ReactNode } from 'react';
import { type PhaseTexts, type ProgressState, ProgressView } from './progress-view.tsx';
import { useTaskStatus } from './use-task-status.ts';

/** Props of {@link TaskProgress}. */
export interface TaskProgressProps {
  /** Id of the task. Null or undefined shows a pending task. */
  readonly id: Id;
  /** The accessible name of the bar, such as `Import of prices.csv`. */
  readonly label: string;
  readonly phaseTexts?: PhaseTexts | undefined;
  /** Renders the content instead of the `<progress>` and its text. The live region stays. */
  readonly children?: ((state: ProgressState & { readonly task: TaskStatus | undefined }) => ReactNode) | undefined;
}

/**
 * Shows the progress of one task, without styles: role, name, value and text for screen readers, and the phase in a
 * polite live region. After a failure or before a retry, the text contains the message of the exception.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example <TaskProgress id={id} label="Import" />
 */
export function TaskProgress({ id, label, phaseTexts, children }: TaskProgressProps): ReactNode {
  const { data: task } = useTaskStatus(id);
  return (
    <ProgressView
      label={label}
      phase={task?.phase ?? 'pending'}
      percent={task?.progress?.percent ?? null}
      detail={task && describeTask(task)}
      phaseTexts={phaseTexts}
    >
      {children && ((state) => children({ ...state, task }))}
    </ProgressView>
  );
}
