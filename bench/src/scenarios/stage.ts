import type { Amounts } from '../data/ids.ts';
import type { Quiet } from '../machine/quiet.ts';
import type { Database, Options } from '../options.ts';
import type { Contestant } from '../servers/contestant.ts';
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

/** The server of this name, which every stage has. */
export function ours({ contestants }: Stage): Contestant {
  const found = contestants.find(({ name }) => name === 'ours');
  if (!found) throw new Error('our server is not on the stage');
  return found;
}
