import { isPermanentError } from '@celery-results/client';
import type { StatsBody, StatsWindow } from '@celery-results/client/protocol';
import { useTaskStats } from '@celery-results/react';
import { useRef, useState } from 'react';

const STATS_MS = 10_000;

export interface Stats {
  /** Undefined until the first successful read. */
  readonly stats: StatsBody | undefined;
  /** The error of the first reads. Null after a successful read. */
  readonly error: unknown;
}

/**
 * Returns the numbers over all tasks. They are read repeatedly while the visitor has the right. Numbers of another
 * window are kept until the new ones have been read.
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
