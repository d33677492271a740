import { type Listening, type OwnServer, ownServerOrSkip, type Session, startServer } from '@celery-results/testing';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { insertTasks, isRight, MAX_WAIT, putUnderLoad, type UnderLoad } from './under-load.ts';

/**
 * Failures of a database, at 500 requests a second. While one lasts, the server refuses requests. It sends no wrong
 * answer and does not crash.
 */

/** A failure of this length is longer than any wait of the server. */
const FAILURE_MS = 3_500;
const FROZEN_MS = MAX_WAIT + 500;
/** {@link MAX_WAIT} follows from this timeout. */
const ARGS = ['--log-level', 'silent', '--database-timeout', '2000'];

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

for (const kind of ['postgres', 'mariadb'] as const) {
  const database = await ownServerOrSkip(kind);
  describe.skipIf(database === undefined)(`failures of ${kind} under load`, () => {
    if (database !== undefined) describeFailures(database, kind);
  });
}

function describeFailures(database: OwnServer, kind: 'postgres' | 'mariadb'): void {
  let server: Listening;
  let load: UnderLoad;
  let session: Session;

  beforeAll(async () => {
    await migrate(database.url);
    session = await database.connect();
    await session.rows(insertTasks());
    server = await startServer({ store: database.url, args: ARGS });
    load = await putUnderLoad(server.url);
  });
  afterAll(async () => {
    await server?.stop();
    await database.close();
  });

  it('goes on when its connections are killed', async () => {
    let killed = 0;
    await load.through(async () => {
      for (let time = 0; time < 5; time += 1) killed += await database.kill(session);
    });
    expect(killed).toBeGreaterThan(0);
  });

  it('refuses requests while a lock blocks every connection', async () => {
    const [lock, unlock] =
      kind === 'postgres'
        ? ['BEGIN; LOCK TABLE django_celery_results_taskresult IN ACCESS EXCLUSIVE MODE', 'COMMIT']
        : ['LOCK TABLES django_celery_results_taskresult WRITE', 'UNLOCK TABLES'];
    const refusals = await load.through(async () => {
      await session.rows(lock);
      await pause(FAILURE_MS);
      await session.rows(unlock);
    });
    expect(refusals).toBeGreaterThan(0);
  });

  it('closes connections to a frozen database', async () => {
    let thaw = (): void => {};
    const refusals = await load.through(async () => {
      thaw = await database.freeze(session);
      if (kind === 'postgres') return;
      // all of MariaDB is frozen, for longer than any answer may take
      await pause(FROZEN_MS);
      thaw();
    });
    // PostgreSQL has other processes for new connections
    if (kind === 'postgres') thaw();
    expect(refusals).toBeGreaterThan(0);
  });

  it('reconnects after a restart of the database', async () => {
    const refusals = await load.through(async () => {
      await session.close();
      await database.stop();
      await pause(500);
      await database.start();
    });
    expect(refusals).toBeGreaterThan(0);
  });

  it('sent no wrong answer, and completed each', async () => {
    const shots = await load.stop();
    expect(shots.filter(isRight).length).toBeGreaterThan(2_000);
    expect((await server.stop()).code).toBe(0);
  });
}

describe('a SQLite file under load', () => {
  let results: ResultsFile;
  let server: Listening;
  beforeAll(async () => {
    results = await createResultsFile();
    const writer = new Database(results.file);
    writer.exec(insertTasks());
    writer.close();
    server = await startServer({ store: results.url, args: ARGS });
  });
  afterAll(async () => {
    await server.stop();
    await results.remove();
  });

  it('is refused while a writer locks it', async () => {
    const load = await putUnderLoad(server.url);
    const refusals = await load.through(async () => {
      const writer = new Database(results.file);
      writer.exec('BEGIN EXCLUSIVE');
      await pause(FAILURE_MS);
      writer.exec('ROLLBACK');
      writer.close();
    });
    expect(refusals).toBeGreaterThan(0);
    await load.stop();
  });
});
