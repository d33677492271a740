import { isPermanentError } from '@celery-results/client';
import type { TaskDetailV1 } from '@celery-results/client/protocol';
import { useTaskDetail, useTaskStatus } from '@celery-results/react';
import { useEffect, useRef, useState } from 'react';

/** Milliseconds between reads after an error, until a read succeeds. */
const RETRY_MS = 3_000;

export interface LiveTask {
  readonly task: TaskDetailV1 | undefined;
  /** The last stored data before the row was deleted; undefined if it was not deleted. */
  readonly lastKnown: TaskDetailV1 | undefined;
  readonly error: unknown;
}

/** Returns all stored data of one task. It is read again after each event of the stream. */
export function useTask(id: string): LiveTask {
  const [isAway, setAway] = useState(false);
  // read again after each event of the stream, instead of at an interval
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
