import cluster from 'node:cluster';
import type { ServeConfig } from '../config.ts';
import { failureOf } from '../failure.ts';
import { countInPrimary } from '../http/limits/primary-counters.ts';
import { createLogs } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics/create-metrics.ts';
import { type Running, serve } from '../serve.ts';
import { type FromWorker, isToWorker, type ToWorker } from './messages.ts';

/** The program of a worker: one server, which does what the primary says. Only keep-worker.ts starts it. */

let metrics: Metrics | undefined;
let running: Running | undefined;
let isStopping = false;

function tell(message: FromWorker): Promise<void> {
  // what cannot be told is told to nobody
  return new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

async function start(config: ServeConfig, number: number): Promise<void> {
  const logs = createLogs(config.logLevel, { worker: number });
  process.once('disconnect', () =>
    setTimeout(() => process.exit(1), config.drain.delay + config.drain.timeout).unref(),
  );
  try {
    metrics = config.admin && createMetrics();
    // the primary has the admin port
    running = await serve({ ...config, admin: undefined }, { logs, metrics, createCounter: countInPrimary(logs.log) });
    await tell({ kind: 'listening' });
  } catch (error) {
    const failure = failureOf(error) ?? { code: 1, message: String(error instanceof Error ? error.stack : error) };
    await tell({ kind: 'failed', failure });
    process.exit(failure.code);
  }
}

function stop(): void {
  // what does not listen yet has nothing to finish
  if (!running) process.exit(0);
  if (!isStopping) running.stop().then(() => process.exit(0));
  isStopping = true;
}

function heed(message: ToWorker): void {
  if (message.kind === 'start') start(message.config, message.number);
  else if (message.kind === 'stop') stop();
  else metrics?.snapshot().then((snapshot) => tell({ kind: 'counted', snapshot }));
}

process.on('message', (message) => {
  if (isToWorker(message)) heed(message);
});
// a message to a primary that has just died; that it is gone is told below
cluster.worker?.on('error', () => {});
// a terminal, and whoever stops a whole group, sends them to everybody: the primary says when
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => {});
cluster.worker?.once('disconnect', () => {
  // the primary is gone, and Node would end this process at once
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
  stop();
});
