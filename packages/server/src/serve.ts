import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createAdminServer } from './admin.ts';
import type { ServeConfig } from './config.ts';
import { createAuth } from './create-auth.ts';
import { type Drain, drainable } from './drain.ts';
import { ConfigError } from './errors.ts';
import { createApp } from './http/create-app.ts';
import { createLoad } from './http/limits/load.ts';
import { openRedisCounters } from './http/limits/redis-counters.ts';
import { createReadiness, type Readiness } from './http/readiness.ts';
import { createHttpServer } from './http-server.ts';
import { createLogs, type Logs } from './log.ts';
import { createMetrics, type Metrics } from './metrics/create-metrics.ts';
import { openStore } from './stores/open-store.ts';

/** A server that listens. */
export interface Running {
  /** Where the URLs are mounted, such as `http://127.0.0.1:8787/celery/`. */
  readonly url: string;
  /** Where the metrics are, if anywhere. */
  readonly metricsUrl: string | undefined;
  /** Says that it is not ready, waits, stops listening, lets requests in flight finish, and closes the store. */
  stop(): Promise<void>;
}

/** What is to be closed, in this order. */
type Closing = (() => Promise<void> | void)[];

/**
 * Opens the store, then listens.
 *
 * @throws ConfigError, StoreUnavailable
 */
export async function serve(config: ServeConfig): Promise<Running> {
  const logs = createLogs(config.logLevel);
  const metrics = createMetrics();
  const closing: Closing = [];
  try {
    const { server, readiness } = await createApplication(config, { logs, metrics, closing });
    const drain = drainable(server);
    const metricsUrl = config.admin && (await serveMetrics(config.admin, metrics, closing));
    await listen(server, config);
    const url = `http://${addressOf(server, config.host)}${config.basePath}`;
    return { url, metricsUrl, stop: () => stop(config, { readiness, drain, closing }) };
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

interface Parts {
  readonly logs: Logs;
  readonly metrics: Metrics;
  readonly closing: Closing;
}

async function createApplication(
  config: ServeConfig,
  { logs, metrics, closing }: Parts,
): Promise<{ server: Server; readiness: Readiness }> {
  const { log, requestLog } = logs;
  const { exceptionClasses, limits, databaseTimeout, auth: authConfig, ...options } = config;
  const store = await openStore(config.store, {
    ...options,
    ...(exceptionClasses === undefined ? {} : { exceptionClasses }),
    timeout: databaseTimeout,
    observer: metrics.store,
    warn: (message) => log.warn(message),
  });
  closing.push(() => store.close());
  const load = createLoad(limits);
  metrics.watch(load);
  closing.push(() => load.close());
  const { redis, ...rates } = limits.rateLimits;
  const counters = redis === undefined ? undefined : await openRedisCounters(redis, log);
  if (counters) closing.push(() => counters.close());
  const readiness = createReadiness(store);
  const rateLimits = { rates, trustedProxies: limits.trustedProxies, ...counters };
  const auth = createAuth(authConfig, { allowOrigins: config.allowOrigins, log });
  const operations = { requestLog, readiness, metrics, load, ...(rates.address || rates.token ? { rateLimits } : {}) };
  const app = createApp({ ...options, ...limits, ...(auth && { auth }), store, log, operations });
  return { server: createHttpServer(app.callback()), readiness };
}

async function serveMetrics(
  address: { readonly host: string; readonly port: number },
  metrics: Metrics,
  closing: Closing,
): Promise<string> {
  const server = createAdminServer(metrics);
  await listen(server, address);
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://${addressOf(server, address.host)}/metrics`;
}

interface Stopping {
  readonly readiness: Readiness;
  readonly drain: Drain;
  readonly closing: Closing;
}

async function stop(config: ServeConfig, { readiness, drain, closing }: Stopping): Promise<void> {
  readiness.drain();
  drain.announce();
  if (config.drain.delay > 0) await pause(config.drain.delay);
  await drain.stop();
  await closeAll(closing);
}

async function closeAll(closing: Closing): Promise<void> {
  for (const close of closing) await close();
}

function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function listen(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'it is in use' : (error.code ?? error.message);
      reject(new ConfigError(`cannot listen on ${host} port ${port}: ${reason}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}
