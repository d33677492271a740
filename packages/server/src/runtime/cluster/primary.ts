import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ServeConfig } from '../../config/serve-config.ts';
import { countForWorkers } from '../../http/limits/primary-counters.ts';
import { countStreamsForWorkers } from '../../http/streams/primary-stream-counts.ts';
import { toAddress } from '../../lib/address.ts';
import type { Log } from '../../lib/log.ts';
import type { Snapshot } from '../../metrics/create-metrics.ts';
import { createWorkerMetrics, type WorkerMetrics } from '../../metrics/worker-metrics.ts';
import { ConfigError } from '../../problems/errors.ts';
import { checkStoreUrl } from '../../stores/kinds.ts';
import { serveMetrics } from '../admin-server.ts';
import { type Failure, ProcessFailed } from '../failure.ts';
import { listen } from '../listen.ts';
import { createLogs } from '../log.ts';
import type { RunningServer } from '../serve.ts';
import { forkWorker, WORKER } from './fork-worker.ts';
import { type SupervisedWorker, superviseWorker } from './supervise-worker.ts';

/**
 * Starts several processes that answer at one address, and supervises them. This process accepts the connections and
 * passes each to one of the workers. It also serves the admin port, and counts rates.
 *
 * @throws ConfigError, and ProcessFailed when a worker cannot be started; then all workers are ended
 */
export async function serveWithWorkers(config: ServeConfig): Promise<RunningServer> {
  if (!cluster.isPrimary) throw new ConfigError('this process is already a worker of a cluster: pass --workers 1');
  checkStoreUrl(config.store);
  const logs = createLogs(config.logLevel);
  const { log } = logs;
  for (const warning of config.warnings) log.warn(warning);
  const { origin, port } = await reserve(config, log);
  cluster.setupPrimary({ exec: fileURLToPath(WORKER), args: [] });
  const { address, token } = config.limits.rateLimits;
  if (address || token) countForWorkers();
  countStreamsForWorkers(config.limits.streams);
  const workers: SupervisedWorker[] = [];
  const metrics = createWorkerMetrics(() => workers.filter(({ isListening }) => isListening).length);
  const metricsText = { contentType: metrics.contentType, text: () => textOf(metrics, workers) };
  const admin = config.admin && (await serveMetrics(config.admin, metricsText, log));
  const failed = Promise.withResolvers<Failure>();
  let current: ServeConfig = { ...config, port, warnings: [] };
  const supervise = createSupervisor(() => current, { metrics, log, onFailed: failed.resolve });
  for (let number = 1; number <= config.workers; number += 1) workers.push(supervise(number));
  const kill = (): void => {
    for (const worker of workers) worker.kill();
  };
  try {
    await allListening(workers, failed.promise);
  } catch (error) {
    kill();
    admin?.close();
    throw error;
  }
  return {
    url: `${origin}${config.basePath}`,
    metricsUrl: admin?.url,
    failed: failed.promise,
    kill,
    reload: ({ auth, store }) => {
      current = { ...current, auth, store };
      for (const worker of workers) worker.reload(current);
    },
    stop: async () => {
      const finished = await Promise.all(workers.map((worker) => worker.stop()));
      admin?.close();
      await logs.close();
      return finished.every(Boolean);
    },
  };
}

/**
 * Checks that the address is available, so that an error is reported once. For port 0 it also picks the port: a worker
 * that starts later needs the same port.
 */
async function reserve(
  config: ServeConfig,
  log: Pick<Log, 'error'>,
): Promise<{ readonly origin: string; readonly port: number }> {
  const probe = createServer();
  const origin = await listen(probe, toAddress(config), log);
  probe.close();
  await once(probe, 'close');
  return { origin, port: config.port === 0 && !config.socket ? Number(new URL(origin).port) : config.port };
}

interface SupervisorOptions {
  readonly metrics: WorkerMetrics;
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly onFailed: (failure: Failure) => void;
}

function createSupervisor(
  config: () => ServeConfig,
  { metrics, log, onFailed }: SupervisorOptions,
): (number: number) => SupervisedWorker {
  const onEnd = (snapshot: Snapshot | undefined, byItself: boolean): void => {
    if (snapshot) metrics.keep(snapshot);
    if (byItself) metrics.died();
  };
  return (number) => superviseWorker({ number, fork: () => forkWorker(number, config()), log, onEnd, onFailed });
}

async function allListening(workers: readonly SupervisedWorker[], failed: Promise<Failure>): Promise<void> {
  const failure = failed.then((reason) => {
    throw new ProcessFailed(reason);
  });
  await Promise.race([Promise.all(workers.map(({ listening }) => listening)), failure]);
}

async function textOf(metrics: WorkerMetrics, workers: readonly SupervisedWorker[]): Promise<string> {
  await Promise.all(workers.map((worker) => worker.updateSnapshot()));
  return metrics.text(workers.flatMap(({ snapshot }) => (snapshot ? [snapshot] : [])));
}
