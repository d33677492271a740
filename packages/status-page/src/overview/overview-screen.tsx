import type { StatsBody } from '@celery-results/client/protocol';
import { type ReactNode, useState } from 'react';
import { failureOf } from '../data/failure.ts';
import { useStats } from '../data/use-stats.ts';
import { Card } from '../parts/card.tsx';
import { Ago } from '../parts/moment.tsx';
import { Notice } from '../parts/notice.tsx';
import { NoAccess } from '../shell/no-access.tsx';
import { Bars } from './bars.tsx';
import { Chords } from './chords.tsx';
import { Errors } from './errors.tsx';
import { Lines } from './lines.tsx';
import { columnsOf, windowOf } from './minutes.ts';
import { Names } from './names.tsx';
import { Numbers } from './numbers.tsx';
import css from './overview-screen.module.css';
import { Periodic } from './periodic.tsx';
import { Running } from './running.tsx';
import { Table } from './table.tsx';

/** Minutes that are shown, where the server has them. */
const WINDOWS = [15, 60, 180];

/** What happens over all tasks. */
export function OverviewScreen(): ReactNode {
  const { stats: data, error } = useStats();
  const [minutes, setMinutes] = useState(60);
  const known = data?.activity ? windowOf(data.activity) : 0;
  if (!data) return error !== null ? <OverviewError error={error} /> : <div className={css.blank} />;
  return (
    <section aria-label="Overview" className={css.screen}>
      <header className={css.header}>
        <h1 className={css.title}>Overview</h1>
        <div className={css.windows}>
          {WINDOWS.filter((one) => one <= known + 1).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === minutes}
              className={css.window}
              onClick={() => setMinutes(one)}
            >
              {one < 120 ? `${one} min` : `${one / 60} h`}
            </button>
          ))}
        </div>
        {data.activity && (
          <p className={css.age}>
            as of <Ago at={data.activity.as_of} />
          </p>
        )}
      </header>
      <Activity stats={data} minutes={minutes} />
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

function Activity({ stats, minutes }: { readonly stats: StatsBody; readonly minutes: number }): ReactNode {
  const { activity, errors } = stats;
  if (!activity)
    return (
      <Card title="ACTIVITY">
        <p className={css.none}>{errors['activity'] ?? 'The activity is not known.'}</p>
      </Card>
    );
  const columns = columnsOf(activity, minutes);
  const hasDurations = columns.some(({ durations }) => durations.n > 0);
  return (
    <>
      <Numbers stats={stats} columns={columns} />
      <div className={css.pair}>
        <Card title="CHANGES BY MINUTE" aside={activity.cut ? `≈ the newest ${activity.rows} rows` : undefined}>
          {columns.some(({ total }) => total > 0) ? (
            <Bars columns={columns} />
          ) : (
            <p className={css.none}>Nothing changed in this time.</p>
          )}
        </Card>
        <Card title="DURATIONS BY MINUTE">
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
