import { fileURLToPath } from 'node:url';
import { type Listening, spawnListening } from '@celery-results/testing';
import type { BenchServer, StartOptions } from './bench-server.ts';

/** Starts a file of `peers/` as a child process. */
async function startPeer(file: string, env: Readonly<Record<string, string>>): Promise<Listening> {
  const path = fileURLToPath(new URL(`peers/${file}`, import.meta.url));
  return spawnListening(process.execPath, [path], { env: { ...env, NODE_ENV: 'production' } });
}

export async function startBare({ database, url }: StartOptions): Promise<BenchServer> {
  const file = database === 'redis' ? 'bare-redis.ts' : 'bare.ts';
  const { url: origin, pid, stop } = await startPeer(file, { BENCH_DATABASE_URL: url });
  return { name: 'node:http + driver', origin, pids: [pid], role: 'django', stop };
}

export async function startKoaKnex({ url }: StartOptions): Promise<BenchServer> {
  const { url: origin, pid, stop } = await startPeer('koa-knex.ts', { BENCH_DATABASE_URL: url });
  return { name: 'Koa + Knex', origin, pids: [pid], role: 'django', stop };
}

/** @param body the body of all its answers */
export async function startConstant(body: string): Promise<BenchServer> {
  const { url: origin, pid, stop } = await startPeer('constant.ts', { BENCH_CONSTANT: body });
  return { name: 'node:http, constant', origin, pids: [pid], role: 'constant', stop };
}
