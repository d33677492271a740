import type { Amounts } from '../data/ids.ts';
import type { IdleWait } from '../machine/idle-wait.ts';
import type { Database, Options } from '../options.ts';
import type { BenchServer, ServerName } from '../servers/bench-server.ts';
import type { Outcome } from './outcome.ts';

/** The running servers on one filled database, and how to measure them. */
export interface ScenarioContext {
  readonly database: Database;
  readonly amounts: Amounts;
  readonly servers: readonly BenchServer[];
  /** Returns the pids that serve the database now. */
  readonly databasePids: () => readonly number[];
  readonly options: Options;
  readonly idleWait: IdleWait;
  /** A temporary folder for files of requests. */
  readonly folder: string;
}

/**
 * Measures one scenario. Returns one outcome for each table of the report.
 *
 * @param earlier the outcomes of the scenarios before this one
 */
export type Scenario = (context: ScenarioContext, earlier: readonly Outcome[]) => Promise<readonly Outcome[]>;

/** Finds a server by its name. */
export function findServer({ servers }: ScenarioContext, name: ServerName): BenchServer {
  const server = servers.find((one) => one.name === name);
  if (!server) throw new Error(`the server ${name} is not running`);
  return server;
}

/** The servers that answer the status of tasks and groups by Django's URLs. */
export function statusServers({ servers }: ScenarioContext): readonly BenchServer[] {
  return servers.filter(({ role }) => role === 'django' || role === 'ours');
}
