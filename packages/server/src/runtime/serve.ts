import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { openChangesBus } from '../changes/bus/changes-bus.ts';
import { storageName } from '../changes/bus/storage-name.ts';
import { createHub } from '../changes/hub.ts';
import type { ServeConfig } from '../config/serve-config.ts';
import { createAuth } from '../http/auth/create-auth.ts';
import { openRedisDenyList } from '../http/auth/redis-deny-list.ts';
import { createApp } from '../http/create-app.ts';
import { createReadiness, type Readiness } from '../http/health/readiness.ts';
import { limitConnections } from '../http/limits/connection-limits.ts';
import { createLoadMonitor } from '../http/limits/load-monitor.ts';
import { type CreateCounter, countInMemory } from '../http/limits/rate-limits.ts';
import { openRedisCounters } from '../http/limits/redis-counters.ts';
import { createEventStreams, type EventStreams } from '../http/streams/event-streams.ts';
import { countStreamsInMemory, type OwnerLimits, type StreamCounter } from '../http/streams/stream-counts.ts';
import { toAddress } from '../lib/address.ts';
import { createMetrics, type Metrics } from '../metrics/create-metrics.ts';
import { measureReads } from '../metrics/measure-reads.ts';
import { checkStoreUrl } from '../stores/kinds.ts';
import type { OpenedStore } from '../stores/store.ts';
import { serveMetrics } from './admin-server.ts';
import { type Drain, drainable } from './drain.ts';
import { type Failure, toFailure } from './failure.ts';
import { createHttpServer } from './http-server.ts';
import { listen } from './listen.ts';
import { createLogs, type Logs } from './log.ts';
import { createOpener, type StoreUrls } from './open-store.ts';
import { createReloadableAuth, type ReloadableAuth } from './reloadable-auth.ts';
import { openInBackground } from './waiting-store.ts';

/** A server that listens. */
export interface RunningServer {
  /** The URL below which the routes are mounted, such as `http://127.0.0.1:8787/celery/`. */
  readonly url: string;
  /** The URL of the metrics, if there is an admin port. */
  readonly metricsUrl: string | undefined;
  /** Resolves when the server cannot go on: its store can never be opened, or its workers cannot be started. */
  readonly failed: Promise<Failure>;
  /**
   * Makes `/readyz` report that the server is stopping, waits, stops listening, lets requests finish, closes the store.
   *
   * @returns whether every request was finished
   */
  stop(): Promise<boolean>;
  /** Ends the workers at once, if there are any. */
  kill(): void;
  /** Uses the keys and the store URL of this configuration. Other settings stay. */
  reload(config: ServeConfig): void;
}

/** Objects that a worker receives from its cluster. */
export interface ServeDependencies {
  readonly logs: Logs;
  /** Undefined if there is no admin port. */
  readonly metrics: Metrics | undefined;
  /** Creates the counters of rates, if Redis does not count them. */
  readonly createCounter: CreateCounter;
  /** Creates the counter of open streams. */
  readonly createStreamCounter: (limits: OwnerLimits) => StreamCounter;
}

/** Streams end over this part of the drain timeout. */
const STREAMS_SHARE = 0.6;

/** Functions that close things, in this order. */
type Closers = (() => Promise<void> | void)[];

/**
 * Listens, and opens the store in the background. It resolves after the first attempt to open the store, or after five
 * seconds.
 *
 * @throws ConfigError, and ProcessFailed when the address cannot be used
 */
export async function serve(
  config: ServeConfig,
  dependencies: Partial<ServeDependencies> = {},
): Promise<RunningServer> {
  const { logs = createLogs(config.logLevel), createCounter = countInMemory } = dependencies;
  const { createStreamCounter = countStreamsInMemory } = dependencies;
  // counting takes time in every response, so it is off without an admin port
  const metrics = dependencies.metrics ?? (config.admin && createMetrics());
  const closers: Closers = [];
  let urls: StoreUrls = config;
  checkStoreUrl(config.store);
  for (const warning of config.warnings) logs.log.warn(warning);
  try {
    const open = createOpener(config, { log: logs.log, metrics });
    const waiting = openInBackground(() => open(config), { log: logs.log, timeout: config.databaseTimeout });
    closers.push(() => waiting.store.close());
    const dependenciesOfServer = { logs, metrics, createCounter, createStreamCounter, closers, store: waiting.store };
    const { server, readiness, streams, auth } = await createServer(config, dependenciesOfServer);
    const drain = drainable(server);
    const admin = config.admin && metrics && (await serveMetrics(config.admin, metrics, logs.log));
    if (admin) closers.push(admin.close);
    const failed = waiting.failed.then((error) => {
      throw error;
    });
    // a wrong password has to end the process even if the port stays in use
    const origin = await Promise.race([listen(server, toAddress(config), logs.log), failed]);
    await waiting.started();
    return {
      url: `${origin}${config.basePath}`,
      metricsUrl: admin?.url,
      failed: waiting.failed.then(toFailure),
      stop: () => stop(config, { readiness, streams, drain, closers, logs }),
      kill: () => {},
      reload: (next) => {
        auth.reload(next.auth);
        if (next.store !== urls.store || next.replica !== urls.replica) void waiting.replace(() => open(next));
        urls = next;
        logs.log.info({}, 'the keys were read again');
      },
    };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

interface ServerDependencies extends ServeDependencies {
  readonly store: OpenedStore;
  readonly closers: Closers;
}

interface CreatedServer {
  readonly server: Server;
  readonly readiness: Readiness;
  readonly streams: EventStreams;
  readonly auth: ReloadableAuth;
}

async function createServer(config: ServeConfig, dependencies: ServerDependencies): Promise<CreatedServer> {
  const { logs, metrics, createCounter, createStreamCounter, closers, store } = dependencies;
  const { log, requestLog } = logs;
  const { limits, auth: authConfig, ui, ...options } = config;
  const load = createLoadMonitor(limits);
  metrics?.watch(load);
  metrics?.watchLog(logs.dropped);
  closers.push(() => load.close());
  const { redis, ...rates } = limits.rateLimits;
  const counters = redis === undefined ? undefined : await openRedisCounters(redis, log, createCounter);
  if (counters) closers.push(() => counters.close());
  const readiness = createReadiness(store);
  metrics?.watchStore(async () => (await readiness.check()) !== 'store-unavailable');
  const bus =
    config.changesBus === undefined
      ? undefined
      : openChangesBus({
          url: config.changesBus,
          name: storageName(config),
          source: store.changes,
          warn: (message) => log.warn(message),
        });
  if (bus) closers.unshift(() => bus.close());
  const hub = createHub({
    store: bus ? { results: store.results, changes: bus } : store,
    resultLimit: config.batchResultLimit,
    maxIds: limits.streams.ids,
    observer: metrics?.hub,
    onError: (error) => log.error({ err: error }, 'the states of a stream could not be read'),
  });
  closers.unshift(() => hub.close());
  const streams = createEventStreams({
    hub,
    limits: limits.streams,
    counter: createStreamCounter(limits.streams),
    onEnd: metrics?.streamEnded,
  });
  metrics?.watchStreams({ streams: () => streams.count, ids: () => hub.size });
  const denyRedis = authConfig.mode === 'jwt' ? authConfig.denyRedis : undefined;
  const denyList = denyRedis && (await openRedisDenyList({ ...denyRedis, log }));
  if (denyList) closers.push(() => denyList.close());
  const auth = createReloadableAuth(authConfig, (one) =>
    createAuth(one, { allowOrigins: config.allowOrigins, trustedProxies: limits.trustedProxies, log, denyList }),
  );
  const operations = {
    readiness,
    load,
    streams,
    // building a line costs as much below the log level as above it
    logClients: config.logClients,
    requestLog: requestLog.isLevelEnabled('info') && requestLog,
    ...(metrics ? { metrics } : {}),
    ...(rates.address || rates.token
      ? { rateLimits: { rates, trustedProxies: limits.trustedProxies, createCounter, ...counters } }
      : {}),
  };
  const { answerMemory, ...others } = limits;
  const memory = answerMemory === undefined ? {} : { answerMemory };
  const app = createApp({
    ...options,
    ...others,
    ...memory,
    ...(auth.auth && { auth: auth.auth }),
    ...(ui && { ui }),
    log,
    operations,
    basePath: [config.basePath, ...config.otherBasePaths],
    python: config.python,
    store: metrics ? { ...store, results: measureReads(store.results, metrics.onRead) } : store,
  });
  const server = createHttpServer(app.callback());
  limitConnections(server, limits.connections);
  return { server, readiness, streams, auth };
}

interface StopDependencies {
  readonly readiness: Readiness;
  readonly streams: EventStreams;
  readonly drain: Drain;
  readonly closers: Closers;
  readonly logs: Logs;
}

async function stop(
  config: ServeConfig,
  { readiness, streams, drain, closers, logs }: StopDependencies,
): Promise<boolean> {
  readiness.drain();
  drain.announce();
  if (config.drain.delay > 0) await pause(config.drain.delay);
  await streams.drain(config.drain.timeout * STREAMS_SHARE);
  await drain.stop();
  await closeAll(closers);
  await logs.close();
  return true;
}

async function closeAll(closers: Closers): Promise<void> {
  for (const close of closers) await close();
}
