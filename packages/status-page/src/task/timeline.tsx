import type { TaskDetailV1 } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { useNow } from '../data/clock.ts';
import { Ago } from '../parts/moment.tsx';
import { isActive, isFinal } from '../text/state.ts';
import { clockText, durationText, localText, secondsBetween, spanText, utcText } from '../text/time.ts';
import { hintText } from './hint.ts';
import css from './timeline.module.css';

/** Shows the times from the first write to the last. A duration is shown only if both of its times are stored. */
export function Timeline({ task }: { readonly task: TaskDetailV1 }): ReactNode {
  const { status, date_created: created = null, date_started: started = null, date_done: done = null, hints } = task;
  const isRunning = isActive(status) && started !== null;
  const running = useNow((now) => (isRunning ? spanText(Math.max(0, now - Date.parse(started))) : ''));
  const startHint = hints.date_started === undefined ? '–' : hintText(hints.date_started).short;
  return (
    <ol className={css.line} aria-label="Times">
      <Stop label="created" at={created} none="–" />
      <Gap from={created} to={started} />
      <Stop label="started" at={started} none={startHint} />
      {isRunning ? <li className={css.gap}>{running} so far</li> : <Gap from={started} to={done} />}
      <Stop label={isFinal(status) ? 'ended' : 'changed'} at={done} none="–" isExact />
      <li className={css.ago}>
        <Ago at={done} />
      </li>
    </ol>
  );
}

interface StopProps {
  readonly label: string;
  readonly at: string | null;
  readonly none: string;
  readonly isExact?: boolean;
}

function Stop({ label, at, none, isExact = false }: StopProps): ReactNode {
  return (
    <li className={css.stop} data-known={at !== null}>
      <span className={css.label}>{label}</span>
      {at === null ? (
        <span className={css.none}>{none}</span>
      ) : (
        <time dateTime={at} title={`${utcText(at)}\n${localText(at)}`} className={css.time}>
          {clockText(at, isExact)}
        </time>
      )}
    </li>
  );
}

function Gap({ from, to }: { readonly from: string | null; readonly to: string | null }): ReactNode {
  const seconds = from === null || to === null ? undefined : secondsBetween(from, to);
  // the clocks of two machines may differ: no duration is better than a wrong one
  return <li className={css.gap}>{seconds === undefined || seconds < 0 ? '' : durationText(seconds)}</li>;
}
