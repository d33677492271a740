import { isPermanentError } from '@celery-results/client';
import type { TaskDetailV1 } from '@celery-results/client/protocol';
import { useTaskDetail, useTaskStatus } from '@celery-results/react';
import { useEffect, useRef, useState } from 'react';

/** An error is over when a read succeeds. */
const RETRY_MS = 3_000;

export interface LiveTask {
  readonly task: TaskDetailV1 | undefined;
  /** What was stored before the row went away; undefined where it never did. */
  readonly lastKnown: TaskDetailV1 | undefined;
  readonly error: unknown;
}

/** One task with all that is stored about it. The stream of events says when to read it again. */
export function useTask(id: string): LiveTask {
  const [isAway, setAway] = useState(false);
  // the stream says when to read again
  const detail = useTaskDetail(id, { interval: isAway ? RETRY_MS : false });
  const { data: pushed } = useTaskStatus(id);
  const { data: task, error, refetch } = detail;
  const away = error !== null && !isPermanentError(error);
  if (away !== isAway) setAway(away);
  const lastKnown = useRef<TaskDetailV1>(undefined);
  if (task?.known) lastKnown.current = task;
  useEffect(() => {
    if (pushed) void refetch();
  }, [pushed, refetch]);
  return { task, lastKnown: task?.known === false ? lastKnown.current : undefined, error: task ? null : error };
}
