import { pythonOrSkip } from '@celery-results/testing';
import { type Bench, benchDatabase } from './bench-database.ts';
import { pythonVersions } from './data/django.ts';
import { wrkOrSkip } from './load/wrk.ts';
import { programVersion } from './machine/versions.ts';
import type { Outcome } from './scenarios/outcome.ts';

/** What was measured of servers. */
export interface ServerResults {
  readonly outcomes: readonly Outcome[];
  /** Of Python's packages, the load generator, the proxies and the databases. */
  readonly versions: readonly string[];
  /** What did not run or answered wrongly, a sentence each. */
  readonly failures: readonly string[];
}

/** Measures on one database after the other. Without Python or wrk there is nothing but a `SKIPPED:` line. */
export async function benchServers(bench: Omit<Bench, 'python' | 'failed'>): Promise<ServerResults> {
  const { databases, scenarios } = bench.options;
  const [wrk, python] = [wrkOrSkip(), await pythonOrSkip()];
  const outcomes: Outcome[] = [];
  const failures: string[] = [];
  if (wrk === undefined || python === undefined || scenarios.every((name) => name === 'client'))
    return { outcomes, versions: [], failures };
  const failed = (sentence: string): void => {
    failures.push(sentence);
    bench.say(`FAILED ${sentence}`);
  };
  const packages = Object.entries(await pythonVersions(python)).map((entry) => entry.join(' '));
  const versions = [...packages, `wrk ${wrk}`, ...['nginx', 'haproxy'].flatMap(programVersion)];
  for (const database of databases) {
    const result = await benchDatabase(database, { ...bench, python, failed });
    if (!result) continue;
    outcomes.push(...result.outcomes);
    versions.push(result.version);
  }
  return { outcomes, versions, failures };
}
