import { isPermanentError } from '@celery-results/client';
import type { StatsBody, StatsWindow } from '@celery-results/client/protocol';
import { useTaskStats } from '@celery-results/react';
import { useRef, useState } from 'react';

const STATS_MS = 10_000;

export interface Stats {
  /** Undefined until they were read once. */
  readonly stats: StatsBody | undefined;
  /** Null where they were read at some time. */
  readonly error: unknown;
}

/**
 * The numbers over all tasks, read again while the visitor may read them. Those of another window stay until the new
 * ones are there.
 */
export function useStats(window: StatsWindow = '1h'): Stats {
  const [isRefused, setRefused] = useState(false);
  const { data, error } = useTaskStats({ window, interval: isRefused ? false : STATS_MS });
  const last = useRef(data);
  if (data) last.current = data;
  const refusal = error !== null && isPermanentError(error);
  if (refusal !== isRefused) setRefused(refusal);
  return { stats: last.current, error: data ? null : error };
}
