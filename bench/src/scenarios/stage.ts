import type { Amounts } from '../data/ids.ts';
import type { Quiet } from '../machine/quiet.ts';
import type { Database, Options } from '../options.ts';
import type { Contestant, ContestantName } from '../servers/contestant.ts';
import type { Outcome } from './outcome.ts';

/** Everything that a scenario is played with: all servers up, on one filled database. */
export interface Stage {
  readonly database: Database;
  readonly amounts: Amounts;
  readonly contestants: readonly Contestant[];
  /** The processes of the database at the moment. */
  readonly databasePids: () => readonly number[];
  readonly options: Options;
  readonly quiet: Quiet;
  /** For files of requests; goes away at the end. */
  readonly folder: string;
}

/** Plays a scenario: one table, or several. */
export type Play = (stage: Stage, earlier: readonly Outcome[]) => Promise<readonly Outcome[]>;

/** Our server, which every stage has. */
export function ours({ contestants }: Stage, wanted: ContestantName = 'ours'): Contestant {
  const found = contestants.find(({ name }) => name === wanted);
  if (!found) throw new Error(`${wanted}: it is not on the stage`);
  return found;
}
