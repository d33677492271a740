import { AggregatorRegistry, Counter, Gauge, Registry } from 'prom-client';
import type { Snapshot } from './create-metrics.ts';

/** The metrics of several processes together. */
export interface WorkerMetrics {
  /** Media type of {@link text}. */
  readonly contentType: string;
  /** Counts a worker that ended unexpectedly. */
  died(): void;
  /** Adds the last snapshot of a worker that has ended, so that sums do not fall. */
  keep(last: Snapshot): void;
  /** The metrics text, with the snapshots of the running workers summed up. */
  text(snapshots: readonly Snapshot[]): Promise<string>;
}

/** @param listening returns the number of workers that listen */
export function createWorkerMetrics(listening: () => number): WorkerMetrics {
  const register = new Registry();
  new Gauge({
    name: 'celery_results_workers',
    help: 'Workers that listen.',
    registers: [register],
    collect() {
      this.set(listening());
    },
  });
  const deaths = new Counter({
    name: 'celery_results_worker_deaths_total',
    help: 'Workers that ended by themselves.',
    registers: [register],
  });
  let gone: Promise<Snapshot> = Promise.resolve([]);
  return {
    contentType: register.contentType,
    died: () => deaths.inc(),
    keep: (last) => {
      gone = gone.then((sums) => sum([sums, last.filter(isCounted)]).getMetricsAsJSON());
    },
    text: async (snapshots) => {
      // read before the sum: a worker that ends during the read is included in the snapshots
      const before = await Promise.all([register.getMetricsAsJSON(), gone]);
      return sum([...before, ...snapshots]).metrics();
    },
  };
}

/** Combines snapshots. Each metric defines how its values are combined; most are added. */
function sum(snapshots: readonly Snapshot[]): Registry {
  return AggregatorRegistry.aggregate([...snapshots]);
}

/** Returns whether a metric only grows. The gauges of a process that has ended are meaningless. */
function isCounted({ type }: Snapshot[number]): boolean {
  return ['counter', 'histogram'].includes(String(type));
}
