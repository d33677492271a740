'use client';
import { describeGroup, type GroupStatus, type TaskStatus } from '@celery-results/client';
import type { Id } from '@celery-results/query';
import type { ReactNode } from 'react';
import { type PhaseTexts, type ProgressState, ProgressView } from './progress-view.tsx';
import { useGroupStatus } from './use-group-status.ts';

/** Props of {@link GroupProgress}. */
export interface GroupProgressProps {
  /** Id of the group. Null or undefined shows a pending group. */
  readonly id: Id;
  /** The accessible name of the bar. */
  readonly label: string;
  /** The share of a member in the bar, 0 or more. Default: 1 for each. */
  readonly weight?: ((task: TaskStatus) => number) | undefined;
  readonly phaseTexts?: PhaseTexts | undefined;
  /** Renders the content instead of the `<progress>` and its text. The live region stays. */
  readonly children?: ((state: ProgressState & { readonly group: GroupStatus | undefined }) => ReactNode) | undefined;
}

/**
 * Shows the progress of one group, like `TaskProgress` for a task.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example <GroupProgress id={id} label="All files" />
 */
export function GroupProgress({ id, label, weight, phaseTexts, children }: GroupProgressProps): ReactNode {
  const { data: group } = useGroupStatus(id);
  return (
    <ProgressView
      label={label}
      phase={group?.phase ?? 'pending'}
      percent={group ? percentOfGroup(group, weight) : null}
      detail={group && describeGroup(group)}
      phaseTexts={phaseTexts}
    >
      {children && ((state) => children({ ...state, group }))}
    </ProgressView>
  );
}

function percentOfGroup({ tasks, progress }: GroupStatus, weight: GroupProgressProps['weight']): number | null {
  if (!weight) return progress.percent;
  const total = tasks.reduce((sum, task) => sum + weight(task), 0);
  return total > 0 ? tasks.reduce((sum, task) => sum + weight(task) * percentOfTask(task), 0) / total : null;
}

function percentOfTask(task: TaskStatus): number {
  if (task.isReady) return 100;
  return task.progress?.percent ?? 0;
}
