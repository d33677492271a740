import type { DurationsV1 } from '@celery-results/client/protocol';
import { type ActivityGroup, DURATION_STEPS } from '../../stores/task-numbers.ts';

/** Returns the percentiles of durations that were counted in buckets. */
export function durationsOf(groups: readonly ActivityGroup[]): DurationsV1 {
  const buckets = new Map<number, number>();
  for (const { bucket, count } of groups) if (bucket !== null) buckets.set(bucket, (buckets.get(bucket) ?? 0) + count);
  const sorted = [...buckets].toSorted(([a], [b]) => a - b);
  const n = sorted.reduce((sum, [, count]) => sum + count, 0);
  return { n, p50: percentile(sorted, n * 0.5), p95: percentile(sorted, n * 0.95) };
}

/** Returns seconds with three digits: the middle of the bucket that contains the rank. */
function percentile(sorted: readonly (readonly [bucket: number, count: number])[], rank: number): number | null {
  let seen = 0;
  for (const [bucket, count] of sorted) {
    seen += count;
    if (seen >= rank) return Number(Math.exp((bucket + 0.5) / DURATION_STEPS).toPrecision(3));
  }
  return null;
}

/** Returns the number of tasks by state. */
export function statesOf(groups: readonly ActivityGroup[]): Readonly<Record<string, number>> {
  const states = new Map<string, number>();
  for (const { status, count } of groups) states.set(status, (states.get(status) ?? 0) + count);
  return Object.fromEntries(states);
}
