import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { NoAnswer } from '../load/parse-wrk.ts';
import { type Load, startWrk } from '../load/wrk.ts';
import { type CpuUse, watchCpu } from '../machine/cpu-watch.ts';
import { treeResident } from '../machine/proc.ts';
import { QUIET_BELOW } from '../machine/quiet.ts';
import type { Contestant } from '../servers/contestant.ts';
import type { Line, MachineUse, Run } from './outcome.ts';
import type { Stage } from './stage.ts';

/** What one line of a table asks of a server. */
export interface Entry {
  readonly label: string;
  readonly contestant: Contestant;
  /** A file of requests. */
  readonly file: string;
  readonly connections: number;
  /** Default 1. */
  readonly idsPerRequest?: number;
  /** Bytes, headers included, that an answer has at the most on average: a 304 must not be a 200 in disguise. */
  readonly mostBytes?: number;
  /** Milliseconds that a connection waits before each request, on average. */
  readonly delay?: number;
  readonly threads?: number;
  /** Seconds of load before the machine is watched: where connecting is no part of the question. */
  readonly ramp?: number;
  /** Whether a server that says it is overloaded is measured with that at once. Otherwise it is after {@link TRIES}. */
  readonly mayRefuse?: boolean;
  /** Whether connections may break, as when more come in a moment than wait in line for a server. */
  readonly mayLose?: boolean;
}

/** Connections of a short run, so that it has an answer soon. */
export const FEW = 4;
/** How often a server may be found overloaded, which others that need the machine may cause. */
const TRIES = 3;
const WARM_UP = { seconds: 1, seed: 0 };
/** Seconds in which anybody has answered something. */
const ENOUGH = 10;

export interface Pace {
  readonly rounds: number;
  readonly seconds: number;
}

/** Measures all entries by turns: each round has each of them once, and begins with another one. */
export async function measure(asked: readonly Entry[], stage: Stage, pace: Pace): Promise<readonly Line[]> {
  const entries = stage.options.short ? asked.map((entry) => ({ ...entry, connections: FEW, mayRefuse: true })) : asked;
  const runs = entries.map((): Run[] => []);
  // the first requests of a process pay for compilation, caches and connections
  if (!stage.options.short)
    for (const entry of entries) await run({ ...entry, ramp: 0, mayRefuse: true }, stage, WARM_UP);
  for (let round = 0; round < pace.rounds; round += 1)
    for (let turn = 0; turn < entries.length; turn += 1) {
      const at = (turn + round) % entries.length;
      const entry = entries[at];
      if (entry) runs[at]?.push(await calmRun(entry, stage, { seconds: pace.seconds, seed: round + 1 }));
    }
  return entries.map(({ label }, at) => ({ label, runs: runs[at] ?? [] }));
}

interface Turn {
  readonly seconds: number;
  readonly seed: number;
}

/** A run that others disturbed is done again once; the calmer one counts. */
async function calmRun(entry: Entry, stage: Stage, turn: Turn): Promise<Run> {
  await stage.quiet.wait();
  const first = await run(entry, stage, turn);
  if (stage.options.short || !first.machine || first.machine.others < QUIET_BELOW) return first;
  await stage.quiet.wait();
  const second = await run(entry, stage, turn);
  return (second.machine?.others ?? 0) < first.machine.others ? second : first;
}

async function run(entry: Entry, stage: Stage, turn: Turn, tries = TRIES): Promise<Run> {
  try {
    const found = await attempt(entry, stage, turn);
    return found.refused === 0 || entry.mayRefuse || tries === 1 ? found : run(entry, stage, turn, tries - 1);
  } catch (error) {
    // a slow server in a short run
    if (error instanceof NoAnswer && turn.seconds < ENOUGH)
      return run(entry, stage, { ...turn, seconds: turn.seconds * 4 });
    throw new Error(`${entry.label}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function attempt(entry: Entry, { databasePids }: Stage, turn: Turn): Promise<Run> {
  const { contestant, idsPerRequest = 1, mostBytes = Number.POSITIVE_INFINITY, ramp = 0 } = entry;
  const { began, result: coming } = startWrk(loadOf(entry, turn));
  await began;
  if (ramp > 0) await Promise.race([pause(ramp * 1_000), coming]);
  const watched = watchCpu(contestant.pids, databasePids);
  // where the beginning does not count, neither does what wrk takes to end
  const early = ramp > 0 ? Promise.race([pause(turn.seconds * 1_000), coming]).then(watched, watched) : undefined;
  const result = await coming;
  const use = (await early) ?? watched();
  const { requests, seconds, perSecond, bytes, p50, p99, refused, lost } = result;
  if (bytes / requests > mostBytes)
    throw new Error(`an answer has ${Math.round(bytes / requests)} bytes, more than ${mostBytes}`);
  if (lost > 0 && !entry.mayLose) throw new Error(`${lost} of ${requests + lost} requests had no answer`);
  // what was refused is no answer
  const ids = (1 - refused / requests) * idsPerRequest;
  const counted = (early && use ? perSecond * use.wall : requests) * ids;
  const machine = use && machineUse(use, { ids: counted, seconds: early ? use.wall : seconds, pids: contestant.pids });
  return {
    perSecond: perSecond * ids,
    p50,
    p99,
    refused: (refused + lost) / requests,
    ...(machine ? { machine } : {}),
  };
}

function loadOf({ contestant, file, connections, delay, threads, ramp = 0 }: Entry, { seconds, seed }: Turn): Load {
  const optional = { ...(delay === undefined ? {} : { delay }), ...(threads === undefined ? {} : { threads }) };
  return { origin: contestant.origin, file, connections, seconds: seconds + ramp, seed, ...optional };
}

interface Counted {
  readonly ids: number;
  readonly seconds: number;
  readonly pids: readonly number[];
}

function machineUse({ server, database, others, wall }: CpuUse, { ids, seconds, pids }: Counted): MachineUse {
  return {
    server: (server / ids) * 1_000,
    database: (database / ids) * 1_000,
    share: (server + database) / seconds / cpus().length,
    resident: treeResident(pids),
    others: others / wall,
  };
}
