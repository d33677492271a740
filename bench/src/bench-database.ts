import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage } from './bench-storage.ts';
import type { Cleanup } from './cleanup.ts';
import { amountsOf } from './data/ids.ts';
import type { IdleWait } from './machine/idle-wait.ts';
import type { Database, Options } from './options.ts';
import { checkAnswers } from './scenarios/check-answers.ts';
import type { Outcome } from './scenarios/outcome.ts';
import { runScenarios } from './scenarios/run-scenarios.ts';
import { startAll } from './servers/start-all.ts';

export interface BenchContext {
  readonly options: Options;
  /** Path of a Python with the packages of `testing/requirements.txt`. */
  readonly python: string;
  readonly idleWait: IdleWait;
  readonly cleanup: Cleanup;
  /** Prints progress. */
  readonly log: (line: string) => void;
  /** Called with a sentence about a part that failed or answered wrongly. */
  readonly onError: (sentence: string) => void;
}

export interface DatabaseResult {
  /** Name and version of the database. */
  readonly version: string;
  readonly outcomes: readonly Outcome[];
}

/**
 * Measures all servers on one database: creates and fills it, starts the servers, compares their answers, runs the
 * scenarios, and cleans up. Where there is no such database, prints a `SKIPPED:` line and returns undefined.
 */
export async function benchDatabase(database: Database, context: BenchContext): Promise<DatabaseResult | undefined> {
  const { options, python, idleWait, cleanup, log, onError } = context;
  const storage = await openStorage(database);
  if (!storage) return undefined;
  cleanup.add(() => storage.close());
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-bench-'));
  cleanup.add(() => rm(folder, { recursive: true }));
  const amounts = amountsOf(options.rows);
  log(`${database}: inserting ${amounts.tasks} tasks`);
  await storage.fill(python, amounts);
  const servers = await startAll({ database, url: storage.url, python }, cleanup);
  await checkAnswers(servers);
  const { version, pids } = await storage.findProcess();
  const outcomes = await runScenarios(
    { database, amounts, servers, databasePids: pids, options, idleWait, folder },
    { log, onError },
  );
  await cleanup.run();
  return { version, outcomes };
}
