import type { StatsBody } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { Link, useSearch } from 'wouter';
import { failureOf } from '../data/failure.ts';
import { useStats } from '../data/use-stats.ts';
import { Card } from '../parts/card.tsx';
import { Ago } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { NoAccess } from '../shell/no-access.tsx';
import { wholeText } from '../text/numbers.ts';
import { Bars } from './bars.tsx';
import { Chords } from './chords.tsx';
import { columnsOf, HOUR, WINDOWS, windowText } from './columns.ts';
import { Errors } from './errors.tsx';
import { Lines } from './lines.tsx';
import { Names } from './names.tsx';
import { Numbers } from './numbers.tsx';
import css from './overview-screen.module.css';
import { Periodic } from './periodic.tsx';
import { Running } from './running.tsx';
import { Table } from './table.tsx';

/** Shows numbers over all tasks. */
export function OverviewScreen(): ReactNode {
  const given = new URLSearchParams(useSearch()).get('window');
  const window = WINDOWS.find(({ name }) => name === given) ?? HOUR;
  const { stats: data, error } = useStats(window.asked);
  if (!data) return error !== null ? <OverviewError error={error} /> : <div className={css.blank} />;
  return (
    <section aria-label="Overview" className={css.screen}>
      <header className={css.header}>
        <h1 className={css.title}>Overview</h1>
        <nav aria-label="Window" className={css.windows}>
          {WINDOWS.map(({ name, text }) => (
            <Link
              key={name}
              href={name === HOUR.name ? '/overview/' : `/overview/?window=${name}`}
              aria-current={name === window.name ? 'page' : undefined}
              className={css.window}
            >
              {text}
            </Link>
          ))}
        </nav>
        {data.activity && (
          <p className={css.age}>
            as of <Ago at={data.activity.as_of} />
          </p>
        )}
      </header>
      <Activity stats={data} minutes={window.minutes} />
      <div className={css.pair}>
        <Errors stats={data} />
        <Running stats={data} />
      </div>
      <Names stats={data} />
      <div className={css.pair}>
        <Periodic stats={data} />
        <Chords stats={data} />
      </div>
      <Table stats={data} />
    </section>
  );
}

/** Names of steps, by their seconds. */
const STEPS: Readonly<Record<number, string>> = { 60: 'MINUTE', 600: '10 MINUTES', 3600: 'HOUR' };

function Activity({ stats, minutes }: { readonly stats: StatsBody; readonly minutes: number }): ReactNode {
  const { activity, errors } = stats;
  if (!activity)
    return (
      <Card title="ACTIVITY">
        <p className={css.none}>{errors['activity'] ?? 'The activity is not known.'}</p>
      </Card>
    );
  const columns = columnsOf(activity, minutes);
  const step = STEPS[activity.step] ?? 'STEP';
  const hasDurations = columns.some(({ durations }) => durations.n > 0);
  return (
    <>
      <Numbers stats={stats} columns={columns} />
      <div className={css.pair}>
        <Card
          title={`CHANGES BY ${step}`}
          aside={activity.cut ? `the newest ${wholeText(activity.rows)} rows, of ${windowText(activity)}` : undefined}
        >
          {columns.some(({ total }) => total > 0) ? (
            <Bars columns={columns} />
          ) : (
            <p className={css.none}>Nothing changed in this time.</p>
          )}
        </Card>
        <Card title={`DURATIONS BY ${step}`}>
          {hasDurations ? (
            <Lines columns={columns} />
          ) : (
            <p className={css.none}>
              No task that ended has a stored start. Workers store it with <code>task_track_started = True</code>.
            </p>
          )}
        </Card>
      </div>
    </>
  );
}

function OverviewError({ error }: { readonly error: unknown }): ReactNode {
  const { kind, detail } = failureOf(error);
  if (kind === 'signed-out' || kind === 'no-right') return <NoAccess kind={kind} />;
  return (
    <Notice title={kind === 'store-away' ? 'The database does not answer' : 'The numbers cannot be read'} tone="again">
      <p>{detail}</p>
      <p>This page tries again every few seconds.</p>
    </Notice>
  );
}
