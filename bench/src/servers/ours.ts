import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startServer } from '@celery-results/testing';
import type { Contestant, Place } from './contestant.ts';

const MAIN = fileURLToPath(new URL('../../../packages/server/dist/main.js', import.meta.url));

/** What gunicorn does without being told: no line for each request. */
const ARGS = ['--log-level', 'warn'];

/** The built server as it is installed, with its default settings but for the log. */
export async function startOurs(place: Place): Promise<Contestant> {
  return { ...(await start(place, ARGS)), name: 'ours', speaks: 'ours' };
}

/** The same, where large answers are read and made anew every time. */
export async function startForgetful(place: Place): Promise<Contestant> {
  return { ...(await start(place, [...ARGS, '--cache-size', '0'])), name: 'ours, nothing kept', speaks: 'large' };
}

/** The same with two processes of its own; gives undefined where the server has no such flag. */
export async function startWorkers(place: Place): Promise<Contestant | undefined> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, '--help']);
  if (!stdout.includes('--workers')) return undefined;
  return { ...(await start(place, [...ARGS, '--workers', '2'])), name: 'ours, 2 workers', speaks: 'tasks' };
}

async function start({ url }: Place, args: readonly string[]): Promise<Omit<Contestant, 'name' | 'speaks'>> {
  const server = await startServer({ store: url, args, env: { NODE_ENV: 'production' } });
  return { origin: new URL(server.url).origin, pids: [server.pid], stop: server.stop };
}
