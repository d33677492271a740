import type { TaskDetailV1 } from '@celery-results/client/protocol';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { client } from '../data/client.ts';
import { listUrl } from '../data/use-page-filters.ts';
import { useStats } from '../data/use-stats.ts';
import { NO_FILTERS } from '../filters/filters.ts';
import { Card } from '../parts/card.tsx';
import { Outcomes } from '../parts/outcomes.tsx';
import { durationText } from '../text/time.ts';
import css from './like-this.module.css';

const SHOWN = 20;
/** Percentiles of fewer runs are not meaningful. */
const MIN_RUNS = 20;

/** Shows the last tasks with the same name, for comparison with this task. */
export function LikeThis({ task }: { readonly task: TaskDetailV1 }): ReactNode {
  const { name } = task;
  const { data } = useQuery({
    queryKey: ['like', name],
    queryFn: ({ signal }) => client.listTasks({ name: name ?? '', limit: SHOWN }, { signal }),
    enabled: name !== undefined && name !== null,
    staleTime: 10_000,
  });
  const durations = useStats().stats?.activity?.names.find((one) => one.name === name)?.durations;
  if (!name || !data || data.tasks.length === 0) return null;
  return (
    <Card
      title="LIKE THIS"
      aside={
        durations?.p95 !== null && durations?.p95 !== undefined && durations.p50 !== null ? (
          <span className={durations.n < MIN_RUNS ? css.few : undefined}>
            p50 {durationText(durations.p50)} · p95 {durationText(durations.p95)} · n {durations.n}
          </span>
        ) : undefined
      }
    >
      <p className={css.line}>
        <span>
          the last {data.tasks.length} of{' '}
          <Link href={listUrl({ ...NO_FILTERS, name })} className={css.name}>
            {name}
          </Link>
        </span>
        <Outcomes tasks={data.tasks} current={task.id} />
      </p>
    </Card>
  );
}
