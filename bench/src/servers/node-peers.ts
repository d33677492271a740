import { fileURLToPath } from 'node:url';
import { type Listening, spawnListening } from '@celery-results/testing';
import type { Contestant, Place } from './contestant.ts';

/** Starts a file of `peers/` in a process of its own. */
async function startPeer(file: string, env: Readonly<Record<string, string>>): Promise<Listening> {
  const path = fileURLToPath(new URL(`peers/${file}`, import.meta.url));
  return spawnListening(process.execPath, [path], { env: { ...env, NODE_ENV: 'production' } });
}

export async function startBare({ url }: Place): Promise<Contestant> {
  const { url: origin, pid, stop } = await startPeer('bare.ts', { BENCH_DATABASE_URL: url });
  return { name: 'node:http + driver', origin, pids: [pid], speaks: 'django', stop };
}

export async function startKoaKnex({ url }: Place): Promise<Contestant> {
  const { url: origin, pid, stop } = await startPeer('koa-knex.ts', { BENCH_DATABASE_URL: url });
  return { name: 'Koa + Knex', origin, pids: [pid], speaks: 'django', stop };
}

/** @param body - what it says: the body of a usual answer */
export async function startConstant(body: string): Promise<Contestant> {
  const { url: origin, pid, stop } = await startPeer('constant.ts', { BENCH_CONSTANT: body });
  return { name: 'node:http, constant', origin, pids: [pid], speaks: 'constant', stop };
}
