// region times
import { useTaskEstimate } from '@celery-results/react';
import type { ReactNode } from 'react';

/** Shows the times of a task that `useTaskStatus` follows on the same page. */
export function Times({ id }: { readonly id: string }): ReactNode {
  const { data: times } = useTaskEstimate(id, { stalledAfter: 60_000 });
  if (!times || times.elapsed === null) return null;
  return (
    <small>
      {toSeconds(times.elapsed)}
      {times.remaining ? `, about ${toSeconds(times.remaining)} left` : ''}
      {times.isStalled && `, no change for ${toSeconds(times.unchangedFor)}`}
    </small>
  );
}

const toSeconds = (milliseconds: number): string => `${Math.round(milliseconds / 1_000)} s`;
// endregion
