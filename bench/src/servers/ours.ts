import { startServer } from '@celery-results/testing';
import type { BenchServer, StartOptions } from './bench-server.ts';

/** Logs no line for each request, which is gunicorn's default too. */
const ARGS = ['--log-level', 'warn'];

/** Starts the built server with its default settings, except for the log. */
export async function startOurs(options: StartOptions): Promise<BenchServer> {
  return { ...(await start(options, ARGS)), name: 'ours', role: 'ours' };
}

/** Starts our server without its cache of large answers. */
export async function startWithoutCache(options: StartOptions): Promise<BenchServer> {
  return { ...(await start(options, [...ARGS, '--cache-size', '0'])), name: 'ours, no cache', role: 'large' };
}

/** Starts our server with two workers. */
export async function startWorkers(options: StartOptions): Promise<BenchServer> {
  return { ...(await start(options, [...ARGS, '--workers', '2'])), name: 'ours, 2 workers', role: 'tasks' };
}

async function start({ url }: StartOptions, args: readonly string[]): Promise<Omit<BenchServer, 'name' | 'role'>> {
  const server = await startServer({ store: url, args, env: { NODE_ENV: 'production' }, limits: 'default' });
  return { origin: new URL(server.url).origin, pids: [server.pid], stop: server.stop };
}
