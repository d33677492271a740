import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { StoreObserver } from '../stores/store.ts';
import { SECONDS } from './buckets.ts';

/** The current numbers of open streams and watched ids. */
export interface StreamState {
  /** Open streams. */
  streams(): number;
  /** Ids that at least one stream watches. */
  ids(): number;
}

/** The metrics of streams of events. */
export interface StreamMetrics {
  readonly hub: {
    /** Called when a change is delivered to its receivers, with the milliseconds since its report. */
    delivered(milliseconds: number): void;
    /** Called for a change that was not reported and was found by the backstop. */
    foundByBackstop(): void;
  };
  /** Called when a stream has ended. */
  streamEnded(reason: string): void;
  /** Reads the state each time the metrics are read. */
  watchStreams(state: StreamState): void;
}

export function createStreamMetrics(register: Registry): StreamMetrics {
  const registers = [register];
  const delays = new Histogram({
    name: 'celery_results_change_delay_seconds',
    help: 'Time from the report of a change to its event.',
    buckets: SECONDS,
    registers,
  });
  const backstop = new Counter({
    name: 'celery_results_backstop_changes_total',
    help: 'Changes that only the backstop found.',
    registers,
  });
  const ended = new Counter({
    name: 'celery_results_streams_ended_total',
    help: 'Streams that have ended, by reason: client, rotation, expired, draining, stalled, pending.',
    labelNames: ['reason'],
    registers,
  });
  return {
    hub: {
      delivered: (milliseconds) => delays.observe(milliseconds / 1_000),
      foundByBackstop: () => backstop.inc(),
    },
    streamEnded: (reason) => ended.inc({ reason }),
    watchStreams: (state) => watchState(register, state),
  };
}

function watchState(register: Registry, { streams, ids }: StreamState): void {
  const gauge = (name: string, help: string, value: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers: [register],
      collect() {
        this.set(value());
      },
    });
  gauge('celery_results_streams', 'Open streams of events.', streams);
  gauge('celery_results_watched_ids', 'Tasks and groups that streams watch.', ids);
}

/** The metrics of reads that look for changes. */
export function createPollMetrics(register: Registry): Pick<StoreObserver, 'polled'> {
  const registers = [register];
  const times = new Histogram({
    name: 'celery_results_poll_duration_seconds',
    help: 'Time of a read that looks for changes.',
    buckets: SECONDS,
    registers,
  });
  const lags = new Histogram({
    name: 'celery_results_poll_lag_seconds',
    help: 'Time from the planned start of such a read to the real one.',
    buckets: SECONDS,
    registers,
  });
  return {
    polled: ({ milliseconds, lag }) => {
      times.observe(milliseconds / 1_000);
      lags.observe(lag / 1_000);
    },
  };
}
