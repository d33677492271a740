import type { TaskItemV1 } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { useNow } from '../data/clock.ts';
import { isActive, isFinal } from '../text/state.ts';
import { durationText, secondsBetween, spanText } from '../text/time.ts';

/** Shows the duration of a task if its start is stored. For a running task it is the time since the start. */
export function Took({ task }: { readonly task: TaskItemV1 }): ReactNode {
  const { status, date_started: started, date_done: done } = task;
  const isRunning = isActive(status) && started !== null;
  const running = useNow((now) => (isRunning ? spanText(Math.max(0, now - Date.parse(started))) : ''));
  if (isRunning) return <span title="since its start">{running}…</span>;
  if (!isFinal(status) || started === null || done === null) return <span>–</span>;
  return <span>{durationText(Math.max(0, secondsBetween(started, done)))}</span>;
}
