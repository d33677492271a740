import { useGroupStatus } from '@celery-results/react';
import type { ReactNode } from 'react';
import { Bar } from './bar.tsx';
import { percentOf } from './task-card.tsx';

/** Shows a group: counts, a bar for the group, and a bar for each member. */
export function GroupCard({ title, id }: { readonly title: string; readonly id: string | undefined }): ReactNode {
  const { data: group, error } = useGroupStatus(id);
  const counts = group?.counts;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <span className={`phase ${group?.isReady ? (group.isFailed ? 'failed' : 'succeeded') : 'running'}`}>
        {counts ? `${counts.ready} of ${counts.total} ready` : 'pending'}
      </span>
      <Bar label={title} percent={group?.progress.percent ?? 0} phase={group?.isReady ? 'ready' : 'running'} />
      {error && <p role="alert">{error.message}</p>}
      {counts && (
        <p>
          {counts.succeeded} succeeded, {counts.failed} failed, {counts.running} running,{' '}
          {counts.pending + counts.unknown} pending
        </p>
      )}
      <ol className="members">
        {group?.tasks.map((task) => (
          <li key={task.id}>
            <Bar label={`member ${task.id}`} percent={percentOf(task)} phase={task.phase} />
          </li>
        ))}
      </ol>
    </section>
  );
}
