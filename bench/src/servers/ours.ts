import { startServer } from '@celery-results/testing';
import type { Contestant, Place } from './contestant.ts';

/** What gunicorn does without being told: no line for each request. */
const ARGS = ['--log-level', 'warn'];

/** The built server as it is installed, with its default settings but for the log. */
export async function startOurs({ url }: Place): Promise<Contestant> {
  const { url: base, pid, stop } = await startServer({ store: url, args: ARGS, env: { NODE_ENV: 'production' } });
  return { name: 'ours', origin: new URL(base).origin, pids: [pid], speaks: 'ours', stop };
}
