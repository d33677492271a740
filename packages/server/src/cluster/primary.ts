import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { serveMetrics } from '../admin.ts';
import type { ServeConfig } from '../config.ts';
import { ConfigError } from '../errors.ts';
import { type Failure, ProcessFailed } from '../failure.ts';
import { countForWorkers } from '../http/limits/primary-counters.ts';
import { listen } from '../listen.ts';
import { createLogs } from '../log.ts';
import type { Snapshot } from '../metrics/create-metrics.ts';
import { createWorkerMetrics, type WorkerMetrics } from '../metrics/worker-metrics.ts';
import type { Running } from '../serve.ts';
import { forkWorker, WORKER } from './fork-worker.ts';
import { type Kept, keepWorker } from './keep-worker.ts';

/**
 * Starts several processes that answer at one address, and keeps them. This one takes connections in and hands each to one of them, has the
 * admin port, and counts rates.
 *
 * @throws ConfigError, and ProcessFailed when one of them cannot be started; then none is left
 */
export async function serveWithWorkers(config: ServeConfig): Promise<Running> {
  if (!cluster.isPrimary) throw new ConfigError('this process is a worker of a cluster already: pass --workers 1');
  const { origin, port } = await reserve(config);
  cluster.setupPrimary({ exec: fileURLToPath(WORKER), args: [] });
  const { address, token } = config.limits.rateLimits;
  if (address || token) countForWorkers();
  const workers: Kept[] = [];
  const metrics = createWorkerMetrics(() => workers.filter(({ isListening }) => isListening).length);
  const told = { contentType: metrics.contentType, text: () => textOf(metrics, workers) };
  const admin = config.admin && (await serveMetrics(config.admin, told));
  const failed = Promise.withResolvers<Failure>();
  const keep = keeper({ ...config, port }, metrics, failed.resolve);
  for (let number = 1; number <= config.workers; number += 1) workers.push(keep(number));
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
    ...{ url: `${origin}${config.basePath}`, metricsUrl: admin?.url, failed: failed.promise, kill },
    stop: async () => {
      const whole = await Promise.all(workers.map((worker) => worker.stop()));
      admin?.close();
      return whole.every(Boolean);
    },
  };
}

/**
 * Finds out whether the address can be had, and takes a port where any will do: workers that are started later have to be told the same one, and
 * that it is in use is told of once.
 */
async function reserve(config: ServeConfig): Promise<{ readonly origin: string; readonly port: number }> {
  const probe = createServer();
  const origin = await listen(probe, config);
  probe.close();
  await once(probe, 'close');
  return { origin, port: config.port === 0 ? Number(new URL(origin).port) : config.port };
}

function keeper(
  config: ServeConfig,
  metrics: WorkerMetrics,
  onFailed: (failure: Failure) => void,
): (number: number) => Kept {
  const { log } = createLogs(config.logLevel);
  const onEnd = (counted: Snapshot | undefined, byItself: boolean): void => {
    if (counted) metrics.keep(counted);
    if (byItself) metrics.died();
  };
  return (number) => keepWorker({ number, fork: () => forkWorker(number, config), log, onEnd, onFailed });
}

async function allListening(workers: readonly Kept[], failed: Promise<Failure>): Promise<void> {
  const refused = failed.then((failure) => {
    throw new ProcessFailed(failure);
  });
  await Promise.race([Promise.all(workers.map(({ listening }) => listening)), refused]);
}

async function textOf(metrics: WorkerMetrics, workers: readonly Kept[]): Promise<string> {
  await Promise.all(workers.map((worker) => worker.count()));
  return metrics.text(workers.flatMap(({ counted }) => (counted ? [counted] : [])));
}
