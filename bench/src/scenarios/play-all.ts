import type { ScenarioName } from '../options.ts';
import type { Outcome } from './outcome.ts';
import { half, pollers } from './paced.ts';
import { batch, group, large, single } from './reads.ts';
import type { Play, Stage } from './stage.ts';
import { unchanged } from './unchanged.ts';

const PLAYS: Readonly<Partial<Record<ScenarioName, Play>>> = { single, group, batch, large, unchanged, half, pollers };

/** Said of one database only: the others would tell the same of us. */
const POSTGRES_ONLY: ReadonlySet<ScenarioName> = new Set(['unchanged', 'half', 'pollers']);

interface Listener {
  readonly say: (line: string) => void;
  readonly failed: (sentence: string) => void;
}

/** Plays the scenarios that are asked for, in their order; one that fails does not take the others with it. */
export async function playAll(stage: Stage, { say, failed }: Listener): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const name of stage.options.scenarios) {
    const play = PLAYS[name];
    if (!play || (stage.database !== 'postgres' && POSTGRES_ONLY.has(name))) continue;
    say(`${stage.database}: ${name}`);
    try {
      outcomes.push(...(await play(stage, outcomes)));
    } catch (error) {
      failed(`${stage.database}, ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return outcomes;
}
