import { version as node } from 'node:process';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { readVersion } from '../lib/read-version.ts';
import type { PoolState, StoreObserver } from '../stores/store.ts';
import { SECONDS } from './buckets.ts';
import type { OnRead } from './measure-reads.ts';
import { createPollMetrics, createStreamMetrics, type StreamMetrics } from './stream-metrics.ts';

/** A response that was sent. */
export interface ResponseInfo {
  readonly method: string;
  /** Name of the route, never a path. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  /** Name of the problem, if the response is one. */
  readonly problem: string | undefined;
  /** Number of ids in a batch. */
  readonly ids: number | undefined;
}

/** The current load. */
export interface LoadState {
  readonly inFlight: number;
  /** Milliseconds. */
  readonly loopDelay: number;
}

/** The metrics of this process. */
export interface Metrics extends StreamMetrics {
  readonly store: StoreObserver;
  onResponse(response: ResponseInfo): void;
  /** Reads the load each time the metrics are read. */
  watch(load: LoadState): void;
  /** Checks whether the store answers each time the metrics are read. */
  watchStore(isUp: () => Promise<boolean>): void;
  /** Counts a read of the store. */
  readonly onRead: OnRead;
  /** Reads the number of dropped log lines each time the metrics are read. */
  watchLog(dropped: () => number): void;
  /** Media type of {@link text}. */
  readonly contentType: string;
  text(): Promise<string>;
  /** All metrics as data, for a process that sums up several. */
  snapshot(): Promise<Snapshot>;
}

/** The metrics of one process as data. */
export type Snapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

const IDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
/** Methods with a label of their own. A client may send any text as a method, and each label value adds a series. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Creates metrics with a registry of their own. */
export function createMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  setBuildInfo(register);
  const requests = createRequestMetrics(register);
  return {
    ...requests,
    ...createStreamMetrics(register),
    store: createStoreMetrics(register),
    watch: (load) => watchLoad(register, load),
    watchStore: (isUp) => watchStore(register, isUp),
    onRead: createReadMetrics(register),
    watchLog: (dropped) => watchLog(register, dropped),
    contentType: register.contentType,
    text: () => register.metrics(),
    snapshot: () => register.getMetricsAsJSON(),
  };
}

function createRequestMetrics(register: Registry): Pick<Metrics, 'onResponse'> {
  const registers = [register];
  const requests = new Counter({
    name: 'celery_results_http_requests_total',
    help: 'Answers by route, method and status.',
    labelNames: ['route', 'method', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'celery_results_http_request_duration_seconds',
    help: 'Time from the headers of a request to its answer.',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  });
  const refusals = new Counter({
    name: 'celery_results_http_refusals_total',
    help: 'Requests that were answered with a problem, by its type.',
    labelNames: ['reason'],
    registers,
  });
  const batches = new Histogram({
    name: 'celery_results_batch_ids',
    help: 'Ids of a batch.',
    buckets: IDS,
    registers,
  });
  return {
    onResponse: ({ method, route, status, seconds, problem, ids }) => {
      requests.inc({ route, method: METHODS.includes(method) ? method : 'other', status });
      durations.observe({ route }, seconds);
      if (problem !== undefined) refusals.inc({ reason: problem });
      if (ids !== undefined) batches.observe(ids);
    },
  };
}

function createStoreMetrics(register: Registry): StoreObserver {
  const wait = new Histogram({
    name: 'celery_results_store_wait_seconds',
    help: 'Time that a query waits for a connection.',
    buckets: SECONDS,
    registers: [register],
  });
  return {
    waited: (milliseconds) => wait.observe(milliseconds / 1_000),
    ...createPollMetrics(register),
    opened: (pool) => watchPool(register, pool),
  };
}

function watchPool(register: Registry, pool: () => PoolState): void {
  new Gauge({
    name: 'celery_results_store_connections',
    help: 'Connections that are used and free, and queries that wait for one.',
    labelNames: ['state'],
    registers: [register],
    collect() {
      for (const [state, count] of Object.entries(pool())) this.set({ state }, count);
    },
  });
}

function createReadMetrics(register: Registry): OnRead {
  const reads = new Histogram({
    name: 'celery_results_store_read_seconds',
    help: 'Time of a read of the store, waits and large results included.',
    labelNames: ['read'],
    buckets: SECONDS,
    registers: [register],
  });
  return (kind, milliseconds) => reads.observe({ read: kind }, milliseconds / 1_000);
}

function watchStore(register: Registry, isUp: () => Promise<boolean>): void {
  new Gauge({
    name: 'celery_results_store_up',
    help: 'Whether the store answers.',
    registers: [register],
    // with several processes, one process without its store makes the value 0
    aggregator: 'min',
    async collect() {
      this.set((await isUp()) ? 1 : 0);
    },
  });
}

function watchLog(register: Registry, dropped: () => number): void {
  new Counter({
    name: 'celery_results_log_lines_dropped_total',
    help: 'Log lines that standard output did not take.',
    registers: [register],
    collect() {
      this.reset();
      this.inc(dropped());
    },
  });
}

function setBuildInfo(register: Registry): void {
  new Gauge({
    name: 'celery_results_build_info',
    help: 'The versions that run; always 1.',
    labelNames: ['version', 'node'],
    registers: [register],
    aggregator: 'first',
  }).set({ version: readVersion(), node }, 1);
}

function watchLoad(register: Registry, load: LoadState): void {
  new Gauge({
    name: 'celery_results_http_requests_in_flight',
    help: 'Requests whose answer is not sent yet.',
    registers: [register],
    collect() {
      this.set(load.inFlight);
    },
  });
  new Gauge({
    name: 'celery_results_event_loop_delay_seconds',
    help: 'Mean delay of the event loop over the last half second.',
    registers: [register],
    // with several processes, the value is that of the slowest process
    aggregator: 'max',
    collect() {
      this.set(load.loopDelay / 1_000);
    },
  });
}
