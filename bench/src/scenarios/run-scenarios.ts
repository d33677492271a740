import type { Database, ScenarioName } from '../options.ts';
import type { Outcome } from './outcome.ts';
import { half, pollers } from './paced.ts';
import { batch, group, large, single } from './reads.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';
import { unchanged } from './unchanged.ts';

const SCENARIOS: Readonly<Partial<Record<ScenarioName, Scenario>>> = {
  single,
  group,
  batch,
  large,
  unchanged,
  half,
  pollers,
};

/** Measured on one database only: on the others our server would show the same. */
const POSTGRES_ONLY: ReadonlySet<ScenarioName> = new Set(['half', 'pollers']);
/** Redis has versions of its own. */
const WITH_VERSIONS: ReadonlySet<Database> = new Set(['postgres', 'redis']);

/** Celery's own tables share everything else with those of Django in PostgreSQL. */
const OF_SQLALCHEMY: ReadonlySet<ScenarioName> = new Set(['single', 'group']);

function isMeasured(name: ScenarioName, database: Database): boolean {
  if (database === 'sqlalchemy') return OF_SQLALCHEMY.has(name);
  if (name === 'unchanged') return WITH_VERSIONS.has(database);
  return database === 'postgres' || !POSTGRES_ONLY.has(name);
}

interface Listener {
  readonly log: (line: string) => void;
  /** Called with a sentence about a scenario that failed. */
  readonly onError: (sentence: string) => void;
}

/** Runs the selected scenarios in order. An error of one does not stop the others. */
export async function runScenarios(context: ScenarioContext, { log, onError }: Listener): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const name of context.options.scenarios) {
    const scenario = SCENARIOS[name];
    if (!scenario || !isMeasured(name, context.database)) continue;
    log(`${context.database}: ${name}`);
    try {
      outcomes.push(...(await scenario(context, outcomes)));
    } catch (error) {
      onError(`${context.database}, ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return outcomes;
}
