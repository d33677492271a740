import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { serveMetrics } from './admin.ts';
import type { ServeConfig } from './config.ts';
import { createAuth } from './create-auth.ts';
import { type Drain, drainable } from './drain.ts';
import type { Failure } from './failure.ts';
import { createApp } from './http/create-app.ts';
import { createLoad } from './http/limits/load.ts';
import { type CreateCounter, countInMemory } from './http/limits/rate-limits.ts';
import { openRedisCounters } from './http/limits/redis-counters.ts';
import { createReadiness, type Readiness } from './http/readiness.ts';
import { createHttpServer } from './http-server.ts';
import { listen } from './listen.ts';
import { createLogs, type Logs } from './log.ts';
import { createMetrics, type Metrics } from './metrics/create-metrics.ts';
import { openStore } from './stores/open-store.ts';

/** A server that listens. */
export interface Running {
  /** Where the URLs are mounted, such as `http://127.0.0.1:8787/celery/`. */
  readonly url: string;
  /** Where the metrics are, if anywhere. */
  readonly metricsUrl: string | undefined;
  /** Settles when it cannot go on; a server of one process never says so. */
  readonly failed: Promise<Failure>;
  /**
   * Says that it is not ready, waits, stops listening, lets requests in flight finish, and closes the store.
   *
   * @returns whether nothing was broken off
   */
  stop(): Promise<boolean>;
  /** Ends at once what other processes there are. */
  kill(): void;
}

/** What a server is given that is one of several. */
export interface Surroundings {
  readonly logs: Logs;
  /** Absent where nobody reads them. */
  readonly metrics: Metrics | undefined;
  /** Makes what counts rates, where it is not Redis. */
  readonly createCounter: CreateCounter;
}

/** What is to be closed, in this order. */
type Closing = (() => Promise<void> | void)[];

/**
 * Opens the store, then listens.
 *
 * @throws ConfigError, StoreUnavailable
 */
export async function serve(config: ServeConfig, given: Partial<Surroundings> = {}): Promise<Running> {
  const { logs = createLogs(config.logLevel), createCounter = countInMemory } = given;
  // counting is a part of what an answer costs: where nobody can read it, nothing is counted
  const metrics = given.metrics ?? (config.admin && createMetrics());
  const closing: Closing = [];
  try {
    const { server, readiness } = await createApplication(config, { logs, metrics, createCounter, closing });
    const drain = drainable(server);
    const admin = config.admin && metrics && (await serveMetrics(config.admin, metrics));
    if (admin) closing.push(admin.close);
    const url = `${await listen(server, config)}${config.basePath}`;
    return {
      ...{ url, metricsUrl: admin?.url },
      failed: new Promise(() => {}),
      stop: () => stop(config, { readiness, drain, closing }),
      kill: () => {},
    };
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

interface Parts extends Surroundings {
  readonly closing: Closing;
}

async function createApplication(
  config: ServeConfig,
  { logs, metrics, createCounter, closing }: Parts,
): Promise<{ server: Server; readiness: Readiness }> {
  const { log, requestLog } = logs;
  const { exceptionClasses, limits, databaseTimeout, auth: authConfig, ...options } = config;
  const store = await openStore(config.store, {
    ...options,
    ...(exceptionClasses === undefined ? {} : { exceptionClasses }),
    timeout: databaseTimeout,
    ...(metrics ? { observer: metrics.store } : {}),
    warn: (message) => log.warn(message),
  });
  closing.push(() => store.close());
  const load = createLoad(limits);
  metrics?.watch(load);
  closing.push(() => load.close());
  const { redis, ...rates } = limits.rateLimits;
  const counters = redis === undefined ? undefined : await openRedisCounters(redis, log, createCounter);
  if (counters) closing.push(() => counters.close());
  const readiness = createReadiness(store);
  const rateLimits = { rates, trustedProxies: limits.trustedProxies, createCounter, ...counters };
  const auth = createAuth(authConfig, { allowOrigins: config.allowOrigins, log });
  const operations = {
    ...{ readiness, load },
    // a line that the level leaves out would be made all the same
    requestLog: requestLog.isLevelEnabled('info') && requestLog,
    ...(metrics ? { metrics } : {}),
    ...(rates.address || rates.token ? { rateLimits } : {}),
  };
  const app = createApp({ ...options, ...limits, ...(auth && { auth }), store, log, operations });
  return { server: createHttpServer(app.callback()), readiness };
}

interface Stopping {
  readonly readiness: Readiness;
  readonly drain: Drain;
  readonly closing: Closing;
}

async function stop(config: ServeConfig, { readiness, drain, closing }: Stopping): Promise<boolean> {
  readiness.drain();
  drain.announce();
  if (config.drain.delay > 0) await pause(config.drain.delay);
  await drain.stop();
  await closeAll(closing);
  return true;
}

async function closeAll(closing: Closing): Promise<void> {
  for (const close of closing) await close();
}
