import { pythonOrSkip } from '@celery-results/testing';
import { type BenchContext, benchDatabase } from './bench-database.ts';
import { pythonVersions } from './django/project.ts';
import { wrkOrSkip } from './load/wrk.ts';
import { programVersion } from './machine/versions.ts';
import type { ScenarioName } from './options.ts';
import type { Outcome } from './scenarios/outcome.ts';

/** The measurements of all servers. */
export interface ServerResults {
  readonly outcomes: readonly Outcome[];
  /** Of Python's packages, the load generator, the proxies and the databases. */
  readonly versions: readonly string[];
  /** A sentence for each part that failed or answered wrongly. */
  readonly errors: readonly string[];
}

/** Scenarios with sections of their own. */
const WITHOUT_PEERS: ReadonlySet<ScenarioName> = new Set(['client', 'streams', 'lists']);

/**
 * Measures the servers on one database after another. Without Python or wrk it prints a `SKIPPED:` line, and the result
 * is empty.
 */
export async function benchServers(context: Omit<BenchContext, 'python' | 'onError'>): Promise<ServerResults> {
  const { databases, scenarios } = context.options;
  const [wrk, python] = [wrkOrSkip(), await pythonOrSkip()];
  const outcomes: Outcome[] = [];
  const errors: string[] = [];
  if (wrk === undefined || python === undefined || scenarios.every((name) => WITHOUT_PEERS.has(name)))
    return { outcomes, versions: [], errors };
  const onError = (sentence: string): void => {
    errors.push(sentence);
    context.log(`FAILED ${sentence}`);
  };
  const packages = Object.entries(await pythonVersions(python)).map((entry) => entry.join(' '));
  const proxies = ['nginx', 'haproxy'].map(programVersion).filter((version) => version !== undefined);
  const versions = [...packages, `wrk ${wrk}`, ...proxies];
  for (const database of databases) {
    const result = await benchDatabase(database, { ...context, python, onError });
    if (!result) continue;
    outcomes.push(...result.outcomes);
    versions.push(result.version);
  }
  return { outcomes, versions, errors };
}
