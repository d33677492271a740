import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  foundOrSkip,
  freePort,
  type OwnServer,
  ownServerOrSkip,
  type PgBouncer,
  pgBouncerOrSkip,
} from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { type OrdinaryLoad, startOrdinaryLoad } from './ordinary-load.ts';
import { mountTmpfs } from './tmpfs.ts';
import { insertTasks } from './under-load.ts';

/**
 * A load of ordinary reads that never stops, through everything that may happen around a server. Reads that a cause
 * does not touch are right, and all reads are right again soon after the cause is gone.
 */

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** Requests per second that two busy cores bear beside a database that starts. */
const RATE = 50;
/** The time for which reads are counted around a cause. */
const CALM_MS = 4_000;
/** Time of an outage. */
const OUTAGE_MS = 1_500;
const DISK_BYTES = 128 * 1024;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const database = await ownServerOrSkip('postgres');
const pooler = database && (await pgBouncerOrSkip(database.url, { mode: 'session', ignored: ['options'] }));
const disk = foundOrSkip(await mountTmpfs(DISK_BYTES), 'a tmpfs cannot be mounted: that takes root');

describe.skipIf(database === undefined)('ordinary reads that never stop', () => {
  if (database) for (const workers of [1, 2]) describe(`at ${workers} workers`, () => hold(database, workers));
  afterAll(async () => {
    await pooler?.close();
    await disk?.unmount();
    await database?.close();
  });
});

/** A server and its load. */
function hold(own: OwnServer, workers: number): void {
  let folder: string;
  let child: ChildProcess;
  let load: OrdinaryLoad;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'celery-results-outages-'));
    const port = await freePort();
    await writeFile(join(folder, 'store'), own.url);
    const log = await open(join(disk?.folder ?? folder, `log-${workers}`), 'a');
    const args = [MAIN, '--store-file', join(folder, 'store'), '--port', String(port), '--workers', String(workers)];
    // the load comes before the server listens, and before there are tables
    child = spawn(process.execPath, [...args, '--max-loop-delay', '5000'], { stdio: ['ignore', log.fd, 'inherit'] });
    await log.close();
    load = startOrdinaryLoad(`http://127.0.0.1:${port}`, RATE);
  });
  afterAll(async () => {
    await load.stop();
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    await rm(folder, { recursive: true });
  });

  it('become right when the tables are made, and nobody starts the server again', async () => {
    if (workers === 1) {
      await expect.poll(() => load.seen.some(({ status }) => status === 503), { timeout: 20_000 }).toBe(true);
      await migrate(own.url);
      const session = await own.connect();
      await session.rows(insertTasks());
      await session.close();
    } else await expect.poll(() => load.seen.some(({ status }) => status !== 0), { timeout: 60_000 }).toBe(true);
    // a start takes as long as the machine needs
    await load.recovers(60_000);
  });

  it('are refused while the database is restarted, and right again', async () => {
    await own.stop();
    await pause(OUTAGE_MS);
    await own.start();
    await load.recovers();
  });

  it('are right when the connections of the database are closed', async () => {
    const session = await own.connect();
    await own.kill(session);
    await session.close();
    await load.recovers();
  });

  it.skipIf(disk === undefined)(
    'do not notice that the disk of the log is full, nor that it is empty again',
    async () => {
      const filler = join(disk?.folder ?? '', 'filler');
      await load.staysRight(async () => {
        await writeFile(filler, Buffer.alloc(DISK_BYTES)).catch(() => {});
        await pause(CALM_MS);
        await rm(filler);
        await truncate(join(disk?.folder ?? '', `log-${workers}`));
        await pause(CALM_MS);
      });
    },
  );

  it('do not notice a SIGHUP', async () => {
    await load.staysRight(async () => {
      for (let time = 0; time < 5; time += 1) {
        child.kill('SIGHUP');
        await pause(CALM_MS / 5);
      }
    });
  });

  it.skipIf(pooler === undefined)('do not notice that they come from a pooler from now on', async () => {
    const { url } = pooler as PgBouncer;
    await load.staysRight(async () => {
      await writeFile(join(folder, 'new'), url);
      await rename(join(folder, 'new'), join(folder, 'store'));
      child.kill('SIGHUP');
      await pause(CALM_MS);
    });
  });

  it.skipIf(pooler === undefined)(
    'are refused while the database behind a pooler is restarted, and right again',
    async () => {
      await own.stop();
      await pause(OUTAGE_MS);
      await own.start();
      await load.recovers();
    },
  );
}
