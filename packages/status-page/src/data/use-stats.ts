import { isPermanentError } from '@celery-results/client';
import type { StatsBody } from '@celery-results/client/protocol';
import { useTaskStats } from '@celery-results/react';
import { useState } from 'react';

const STATS_MS = 10_000;

export interface Stats {
  /** Undefined until they were read once. */
  readonly stats: StatsBody | undefined;
  /** Null where they were read at some time. */
  readonly error: unknown;
}

/** The numbers over all tasks, read again while the visitor may read them. */
export function useStats(): Stats {
  const [isRefused, setRefused] = useState(false);
  const { data, error } = useTaskStats({ interval: isRefused ? false : STATS_MS });
  const refusal = error !== null && isPermanentError(error);
  if (refusal !== isRefused) setRefused(refusal);
  return { stats: data, error: data ? null : error };
}
