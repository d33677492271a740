import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type LoadResult, NoAnswer } from '../load/parse-wrk.ts';
import { runWrk } from '../load/wrk.ts';
import { type CpuUse, watchCpu } from '../machine/cpu-watch.ts';
import { HAS_PROC, treeResident } from '../machine/proc.ts';
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
}

const FEW = 4;
/** Seconds in which anybody has answered something. */
const ENOUGH = 10;

export interface Pace {
  readonly rounds: number;
  readonly seconds: number;
}

/** Measures all entries by turns: each round has each of them once, and begins with another one. */
export async function measure(asked: readonly Entry[], stage: Stage, pace: Pace): Promise<readonly Line[]> {
  // a short run is to have an answer soon
  const entries = stage.options.short ? asked.map((entry) => ({ ...entry, connections: FEW })) : asked;
  const runs = entries.map((): Run[] => []);
  // the first requests of a process pay for compilation, caches and connections
  if (!stage.options.short) for (const entry of entries) await load({ ...entry, ramp: 0 }, 1, 0);
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

async function run(entry: Entry, { databasePids }: Stage, { seconds, seed }: Turn): Promise<Run> {
  const { contestant, idsPerRequest = 1, ramp = 0 } = entry;
  const loading = load(entry, seconds, seed);
  if (ramp > 0) await Promise.race([pause(ramp * 1_000), loading]);
  const watched = watchCpu(contestant.pids, databasePids);
  if (ramp > 0) await Promise.race([pause(seconds * 1_000), loading]);
  const early = ramp > 0 ? watched() : undefined;
  const result = await loading;
  const use = early ?? watched();
  const perSecond = result.perSecond * idsPerRequest;
  // of what was counted while it was watched
  const counted = ramp > 0 ? perSecond * (use?.wall ?? 0) : result.requests * idsPerRequest;
  return {
    perSecond,
    p50: result.p50,
    p99: result.p99,
    ...(use && HAS_PROC ? { machine: machineUse(use, counted, contestant) } : {}),
  };
}

function machineUse(use: CpuUse, counted: number, { pids }: Contestant): MachineUse {
  return {
    server: (use.server / counted) * 1_000,
    database: (use.database / counted) * 1_000,
    share: (use.server + use.database) / use.wall / cpus().length,
    resident: treeResident(pids),
    others: use.others / use.wall,
  };
}

async function load(entry: Entry, seconds: number, seed: number): Promise<LoadResult> {
  const { label, contestant, file, connections, delay, threads, mostBytes, ramp = 0 } = entry;
  const optional = { ...(delay === undefined ? {} : { delay }), ...(threads === undefined ? {} : { threads }) };
  try {
    const all = { origin: contestant.origin, file, connections, seconds: seconds + ramp, seed, ...optional };
    const result = await runWrk(all);
    if (mostBytes !== undefined && result.bytes / result.requests > mostBytes)
      throw new Error(`an answer has ${Math.round(result.bytes / result.requests)} bytes, more than ${mostBytes}`);
    return result;
  } catch (error) {
    // a slow server in a short run
    if (error instanceof NoAnswer && seconds < ENOUGH) return load(entry, seconds * 4, seed);
    throw new Error(`${label}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
