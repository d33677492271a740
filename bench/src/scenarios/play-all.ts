import type { ScenarioName } from '../options.ts';
import type { Outcome } from './outcome.ts';
import { half, pollers } from './paced.ts';
import { batch, group, large, single } from './reads.ts';
import type { Play, Stage } from './stage.ts';
import { unchanged } from './unchanged.ts';

const PLAYS: Readonly<Partial<Record<ScenarioName, Play>>> = { single, group, batch, large, unchanged, half, pollers };

/** Said of one database only: the others would tell the same of us. */
const POSTGRES_ONLY: ReadonlySet<ScenarioName> = new Set(['unchanged', 'half', 'pollers']);

/** Plays the scenarios that are asked for, in their order. */
export async function playAll(stage: Stage, say: (line: string) => void): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const name of stage.options.scenarios) {
    const play = PLAYS[name];
    if (!play || (stage.database !== 'postgres' && POSTGRES_ONLY.has(name))) continue;
    say(`${stage.database}: ${name}`);
    outcomes.push(...(await play(stage, outcomes)));
  }
  return outcomes;
}
