import cluster from 'node:cluster';
import type { ServeConfig } from '../../config/serve-config.ts';
import { countInPrimary } from '../../http/limits/primary-counters.ts';
import { countStreamsInPrimary } from '../../http/streams/primary-stream-counts.ts';
import { createMetrics, type Metrics } from '../../metrics/create-metrics.ts';
import { type Failure, toFailure } from '../failure.ts';
import { createLogs } from '../log.ts';
import { type RunningServer, serve } from '../serve.ts';
import { type FromWorker, isToWorker, type ToWorker } from './messages.ts';

/** The program of a worker: one server, controlled by the primary's messages. Only fork-worker.ts starts it. */

let metrics: Metrics | undefined;
let running: RunningServer | undefined;
let isStopping = false;

function send(message: FromWorker): Promise<void> {
  // resolves also after an error: the primary may have ended
  return new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

async function start(config: ServeConfig, number: number): Promise<void> {
  const logs = createLogs(config.logLevel, { worker: number });
  process.once('disconnect', () =>
    setTimeout(() => process.exit(1), config.drain.delay + config.drain.timeout).unref(),
  );
  try {
    metrics = config.admin && createMetrics();
    // the primary serves the admin port
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
  // before the server listens there is nothing to finish
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
// emitted for a message to a primary that has just ended; 'disconnect' below handles the end
cluster.worker?.on('error', () => {});
// a terminal sends these signals to the whole process group, but the primary decides when a worker stops or reloads;
// without a listener, SIGUSR1 would open Node's debugger
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1']) process.on(signal, () => {});
cluster.worker?.once('disconnect', () => {
  // the primary has ended: keeps Node from ending this process at once
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
  stop();
});
