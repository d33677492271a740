import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type Listening, spawnListening } from './process.ts';
import { reasonOf } from './random-name.ts';
import { foundOrSkip } from './skip.ts';

/** A Redis server that belongs to one test, which may stop or freeze it. */
export interface OwnRedis {
  readonly port: number;
  readonly url: string;
  start(): Promise<void>;
  /** Stops it. Its data is lost. */
  stop(): Promise<void>;
  /** Suspends it, and leaves its connections open. Returns a function that resumes it. */
  freeze(): () => void;
}

export interface OwnRedisOptions {
  /** Further arguments of redis-server, which override those of this function. */
  readonly args?: readonly string[];
  /** Starts a sentinel that watches this master, and declares it down after a second. */
  readonly sentinel?: { readonly master: string; readonly port: number };
}

/** A sentinel needs a file, to which it writes what it knows. */
async function sentinelFile({ master, port }: NonNullable<OwnRedisOptions['sentinel']>): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'celery-results-sentinel-')), 'sentinel.conf');
  const lines = [
    `sentinel monitor ${master} 127.0.0.1 ${port} 1`,
    `sentinel down-after-milliseconds ${master} 1000`,
    `sentinel failover-timeout ${master} 3000`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

/**
 * Starts a Redis server on a free port with this machine's binary. Without one it prints a `SKIPPED:` line and returns
 * undefined.
 *
 * @throws Error when the binary is missing and `CI` is set
 */
export async function ownRedisOrSkip({
  args: more = [],
  sentinel,
}: OwnRedisOptions = {}): Promise<OwnRedis | undefined> {
  const port = await freePort();
  // a replica writes what it receives from its master into a file
  const files = sentinel === undefined ? ['--dir', tmpdir(), '--dbfilename', `celery-results-${port}.rdb`] : [];
  const args = [...files, '--port', String(port), '--bind', '127.0.0.1', '--save', '', ...more];
  const config = sentinel === undefined ? undefined : await sentinelFile(sentinel);
  const pattern = sentinel === undefined ? /Ready to accept connections/ : /Sentinel ID is/;
  let running: Listening;
  const start = async (): Promise<void> => {
    running = await spawnListening('redis-server', config === undefined ? args : [config, '--sentinel', ...args], {
      pattern,
    });
  };
  try {
    await start();
  } catch (error) {
    return foundOrSkip<OwnRedis>(undefined, `redis-server is not installed (${reasonOf(error)})`);
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}/0`,
    start,
    stop: async () => {
      await running.stop();
      await rm(join(tmpdir(), `celery-results-${port}.rdb`), { force: true });
    },
    freeze: () => {
      process.kill(running.pid, 'SIGSTOP');
      return () => process.kill(running.pid, 'SIGCONT');
    },
  };
}
