import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PoolState, StoreObserver } from '../stores/store.ts';

/** A request that was answered. */
export interface Answered {
  readonly method: string;
  /** Name of the route, never a path. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  /** Name of the problem that was answered, if one was. */
  readonly problem: string | undefined;
  /** Ids of a batch. */
  readonly ids: number | undefined;
}

/** What is known of the load when somebody asks. */
export interface LoadState {
  readonly inFlight: number;
  /** Milliseconds. */
  readonly loopDelay: number;
}

/** What Prometheus is told. */
export interface Metrics {
  readonly store: StoreObserver;
  answered(request: Answered): void;
  /** Asks for the load whenever the metrics are read. */
  watch(load: LoadState): void;
  /** Media type of {@link text}. */
  readonly contentType: string;
  text(): Promise<string>;
  /** All of it as data, for a process that sums up several. */
  snapshot(): Promise<Snapshot>;
}

/** What one process has counted. */
export type Snapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const IDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
/** Anything may be sent as a method, and every value of a label is a series for ever. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Metrics with a registry of their own. */
export function createMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const requests = createRequestMetrics(register);
  return {
    ...requests,
    store: createStoreMetrics(register),
    watch: (load) => watchLoad(register, load),
    contentType: register.contentType,
    text: () => register.metrics(),
    snapshot: () => register.getMetricsAsJSON(),
  };
}

function createRequestMetrics(register: Registry): Pick<Metrics, 'answered'> {
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
    answered: ({ method, route, status, seconds, problem, ids }) => {
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
    // of several processes, the one that is worst off
    aggregator: 'max',
    collect() {
      this.set(load.loopDelay / 1_000);
    },
  });
}
