import type { StatsBody } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useNow } from '../data/clock.ts';
import { countText, percentText, wholeText } from '../text/numbers.ts';
import { durationText, spanText } from '../text/time.ts';
import { type Column, totalsOf, windowText } from './columns.ts';
import css from './numbers.module.css';

/** Percentiles of fewer tasks are grey. */
const MIN_RUNS = 20;

/** Shows five numbers about the window. */
export function Numbers({
  stats,
  columns,
}: {
  readonly stats: StatsBody;
  readonly columns: readonly Column[];
}): ReactNode {
  const { total, failed, perMinute } = totalsOf(columns, stats.activity?.step ?? 60);
  const { p95, n } = stats.activity?.durations ?? { p95: null, n: 0 };
  const [oldest] = stats.running?.tasks ?? [];
  const since = oldest?.since ?? null;
  const age = useNow((now) => (since === null ? '–' : spanText(Math.max(0, now - Date.parse(since)))));
  return (
    <dl className={css.numbers}>
      <Figure label="changes a minute" value={wholeText(Math.round(perMinute))} />
      <Figure
        label="failed"
        value={percentText(failed, total)}
        detail={`${wholeText(failed)} of ${wholeText(total)}`}
        tone={failed > 0 ? 'bad' : 'plain'}
      />
      <Figure
        label={stats.activity ? `p95 of ${windowText(stats.activity)}` : 'p95'}
        value={p95 === null ? '–' : durationText(p95)}
        detail={`n ${wholeText(n)}`}
        tone={n < MIN_RUNS ? 'grey' : 'plain'}
      />
      <Figure label="running" value={stats.running ? countText(stats.running.count) : '–'} />
      <Figure
        label="oldest running"
        value={oldest ? <Link href={`/tasks/${encodeURIComponent(oldest.id)}/`}>{age}</Link> : '–'}
        detail={oldest?.name ?? undefined}
        tone={oldest?.stuck ? 'bad' : 'plain'}
      />
    </dl>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly detail?: string | undefined;
  readonly tone?: 'plain' | 'bad' | 'grey';
}

function Figure({ label, value, detail, tone = 'plain' }: FigureProps): ReactNode {
  return (
    <div className={css.figure}>
      <dt>{label}</dt>
      <dd className={css[tone]}>{value}</dd>
      {detail !== undefined && <dd className={css.detail}>{detail}</dd>}
    </div>
  );
}
