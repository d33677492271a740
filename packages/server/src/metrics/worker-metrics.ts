import { AggregatorRegistry, Counter, Gauge, Registry } from 'prom-client';
import type { Snapshot } from './create-metrics.ts';

/** What Prometheus is told of several processes. */
export interface WorkerMetrics {
  /** Media type of {@link text}. */
  readonly contentType: string;
  /** A worker has ended by itself. */
  died(): void;
  /** What a worker that has ended had counted when it was last asked: it stays in the sums. */
  keep(last: Snapshot): void;
  /** Sums up what the workers that live have counted. */
  text(snapshots: readonly Snapshot[]): Promise<string>;
}

/** @param listening how many workers listen */
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
      // of now: who ends meanwhile is among the snapshots
      const before = await Promise.all([register.getMetricsAsJSON(), gone]);
      return sum([...before, ...snapshots]).metrics();
    },
  };
}

/** Every metric says itself how several of it become one: most are added. */
function sum(snapshots: readonly Snapshot[]): Registry {
  return AggregatorRegistry.aggregate([...snapshots]);
}

/** What only grows. A gauge says how things are, and of a process that is gone they are not. */
function isCounted({ type }: Snapshot[number]): boolean {
  return ['counter', 'histogram'].includes(String(type));
}
