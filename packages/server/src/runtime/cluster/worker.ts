import cluster from 'node:cluster';
import type { ServeConfig } from '../../config/serve-config.ts';
import { countInPrimary } from '../../http/limits/primary-counters.ts';
import { countStreamsInPrimary } from '../../http/streams/primary-stream-counts.ts';
import { createMetrics, type Metrics } from '../../metrics/create-metrics.ts';
import { type Failure, toFailure } from '../failure.ts';
import { createLogs } from '../log.ts';
import { type RunningServer, serve } from '../serve.ts';
import { type FromWorker, isToWorker, type ToWorker } from './messages.ts';

/** The program of a worker: one server, which follows the primary's messages. Only fork-worker.ts starts it. */

let metrics: Metrics | undefined;
let running: RunningServer | undefined;
let isStopping = false;

function send(message: FromWorker): Promise<void> {
  // resolves in any case: without a primary there is no receiver
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
    const counters = { createCounter: countInPrimary(logs.log), createStreamCounter: countStreamsInPrimary };
    running = await serve({ ...config, admin: undefined }, { logs, metrics, ...counters });
    running.failed.then(end);
    await send({ kind: 'listening' });
  } catch (error) {
    await end(toFailure(error));
  }
}

async function end(failure: Failure): Promise<void> {
  await send({ kind: 'failed', failure });
  process.exit(failure.code);
}

function stop(): void {
  // before it listens there is nothing to finish
  if (!running) process.exit(0);
  if (!isStopping) running.stop().then(() => process.exit(0));
  isStopping = true;
}

function onMessage(message: ToWorker): void {
  if (message.kind === 'start') start(message.config, message.number);
  else if (message.kind === 'reload') running?.reload(message.config);
  else if (message.kind === 'stop') stop();
  else metrics?.snapshot().then((snapshot) => send({ kind: 'snapshot', snapshot }));
}

process.on('message', (message) => {
  if (isToWorker(message)) onMessage(message);
});
// thrown for a message to a primary that has just ended; the 'disconnect' below handles that
cluster.worker?.on('error', () => {});
// a terminal sends them to the whole process group: the primary decides when a worker stops or reloads. Without a
// listener, SIGUSR1 would open Node's debugger.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1']) process.on(signal, () => {});
cluster.worker?.once('disconnect', () => {
  // the primary has ended, and Node would end this process at once
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
  stop();
});
