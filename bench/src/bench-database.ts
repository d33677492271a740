import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabaseOrSkip } from '@celery-results/testing';
import type { Closing } from './closing.ts';
import { migrate } from './data/django.ts';
import { fill } from './data/fill.ts';
import { amountsOf } from './data/ids.ts';
import { databaseProcess } from './machine/database-process.ts';
import type { Quiet } from './machine/quiet.ts';
import type { Database, Options } from './options.ts';
import { checkAnswers } from './scenarios/check.ts';
import type { Outcome } from './scenarios/outcome.ts';
import { playAll } from './scenarios/play-all.ts';
import { startAll } from './servers/start-all.ts';

export interface Bench {
  readonly options: Options;
  readonly python: string;
  readonly quiet: Quiet;
  readonly closing: Closing;
  /** Tells how far it is. */
  readonly say: (line: string) => void;
  /** Is told in a sentence what did not run or answered wrongly. */
  readonly failed: (sentence: string) => void;
}

/** What was measured on one database, and its version. */
export interface DatabaseResult {
  readonly version: string;
  readonly outcomes: readonly Outcome[];
}

/**
 * Makes and fills a database, starts all servers on it, holds their answers against each other, measures, and takes everything away.
 * Gives undefined, with a `SKIPPED:` line, when there is no such database.
 */
export async function benchDatabase(database: Database, bench: Bench): Promise<DatabaseResult | undefined> {
  const { options, python, quiet, closing, say } = bench;
  const results = await testDatabaseOrSkip(database);
  if (!results) return undefined;
  closing.later(() => results.close());
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-bench-'));
  closing.later(() => rm(folder, { recursive: true }));
  const amounts = amountsOf(options.rows);
  say(`${database}: ${amounts.tasks} tasks are made`);
  await migrate(python, results.url);
  await fill(results, amounts);
  const contestants = await startAll({ database, url: results.url, python }, closing);
  await checkAnswers(contestants);
  const { version, pids } = await databaseProcess(results);
  const stage = { database, amounts, contestants, databasePids: pids, options, quiet, folder };
  const outcomes = await playAll(stage, bench);
  await closing.close();
  return { version, outcomes };
}
