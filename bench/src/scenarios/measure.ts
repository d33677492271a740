import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { NoAnswer } from '../load/parse-wrk.ts';
import { type Load, startWrk } from '../load/wrk.ts';
import { type CpuUse, watchCpu } from '../machine/cpu-watch.ts';
import { MAX_OTHER_CORES } from '../machine/idle-wait.ts';
import { treeResident } from '../machine/proc.ts';
import type { BenchServer } from '../servers/bench-server.ts';
import type { Line, MachineUse, Run } from './outcome.ts';
import type { ScenarioContext } from './scenario.ts';

/** The load for one line of a table. */
export interface Entry {
  readonly label: string;
  readonly server: BenchServer;
  /** A file of requests. */
  readonly file: string;
  readonly connections: number;
  /** Default: 1. */
  readonly idsPerRequest?: number;
  /** Limit of an answer's average bytes, with headers. It detects a 200 where a 304 is expected. */
  readonly maxBytes?: number;
  /** Milliseconds that a connection waits before each request, on average. */
  readonly delay?: number;
  readonly threads?: number;
  /** Seconds of load before the measurement starts, where connecting should not count. */
  readonly ramp?: number;
  /** Whether refused requests are accepted at once. By default they are after {@link MAX_TRIES} runs. */
  readonly mayRefuse?: boolean;
  /** Whether connections may break: more may arrive at once than a server's backlog holds. */
  readonly mayLose?: boolean;
}

/** Connections of a short run: few, so that it gets an answer soon. */
export const SHORT_CONNECTIONS = 4;
/** Runs of a server that refuses requests. Other processes on the machine may cause the overload. */
const MAX_TRIES = 3;
const WARM_UP: Turn = { seconds: 1, seed: 0 };
/** A run of this length has an answer from every server. */
const SECONDS_WITH_ANSWER = 10;

export interface RunPlan {
  readonly rounds: number;
  /** Length of one measurement. */
  readonly seconds: number;
}

/** Measures all entries in turn: once in each round, which starts with another entry each time. */
export async function measure(
  planned: readonly Entry[],
  context: ScenarioContext,
  plan: RunPlan,
): Promise<readonly Line[]> {
  const { short } = context.options;
  const entries = short
    ? planned.map((entry) => ({ ...entry, connections: SHORT_CONNECTIONS, mayRefuse: true }))
    : planned;
  const runs = entries.map((): Run[] => []);
  // a process's first requests include compilation, filling caches and connecting
  if (!short) for (const entry of entries) await run({ ...entry, ramp: 0, mayRefuse: true }, context, WARM_UP);
  for (let round = 0; round < plan.rounds; round += 1)
    for (let turn = 0; turn < entries.length; turn += 1) {
      const at = (turn + round) % entries.length;
      const entry = entries[at];
      if (entry) runs[at]?.push(await runUndisturbed(entry, context, { seconds: plan.seconds, seed: round + 1 }));
    }
  return entries.map(({ label }, at) => ({ label, runs: runs[at] ?? [] }));
}

interface Turn {
  readonly seconds: number;
  readonly seed: number;
}

/** Repeats a run once where other processes disturbed it. Returns the less disturbed one. */
async function runUndisturbed(entry: Entry, context: ScenarioContext, turn: Turn): Promise<Run> {
  await context.idleWait.wait();
  const first = await run(entry, context, turn);
  if (context.options.short || !first.machine || first.machine.others < MAX_OTHER_CORES) return first;
  await context.idleWait.wait();
  const second = await run(entry, context, turn);
  return (second.machine?.others ?? 0) < first.machine.others ? second : first;
}

async function run(entry: Entry, context: ScenarioContext, turn: Turn, tries = MAX_TRIES): Promise<Run> {
  try {
    const result = await runOnce(entry, context, turn);
    return result.refused === 0 || entry.mayRefuse || tries === 1 ? result : run(entry, context, turn, tries - 1);
  } catch (error) {
    // a slow server may need more time for its first answer
    if (error instanceof NoAnswer && turn.seconds < SECONDS_WITH_ANSWER)
      return run(entry, context, { ...turn, seconds: turn.seconds * 4 });
    throw new Error(`${entry.label}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function runOnce(entry: Entry, { databasePids }: ScenarioContext, turn: Turn): Promise<Run> {
  const { server, idsPerRequest = 1, maxBytes = Number.POSITIVE_INFINITY, ramp = 0 } = entry;
  const load = startWrk(toLoad(entry, turn));
  await load.started;
  if (ramp > 0) await Promise.race([pause(ramp * 1_000), load.result]);
  const stopWatch = watchCpu(server.pids, databasePids);
  // with a ramp, the time that wrk takes to end does not count either
  const early =
    ramp > 0 ? Promise.race([pause(turn.seconds * 1_000), load.result]).then(stopWatch, stopWatch) : undefined;
  const result = await load.result;
  const use = (await early) ?? stopWatch();
  const { requests, seconds, perSecond, bytes, p50, p99, refused, lost } = result;
  if (bytes / requests > maxBytes)
    throw new Error(`an answer has ${Math.round(bytes / requests)} bytes, more than ${maxBytes}`);
  if (lost > 0 && !entry.mayLose) throw new Error(`${lost} of ${requests + lost} requests had no answer`);
  const idsPerAnswer = (1 - refused / requests) * idsPerRequest;
  const ids = (early && use ? perSecond * use.wall : requests) * idsPerAnswer;
  const machine = use && toMachineUse(use, { ids, seconds: early ? use.wall : seconds, pids: server.pids });
  return {
    perSecond: perSecond * idsPerAnswer,
    p50,
    p99,
    refused: (refused + lost) / requests,
    ...(machine ? { machine } : {}),
  };
}

function toLoad({ server, file, connections, delay, threads, ramp = 0 }: Entry, { seconds, seed }: Turn): Load {
  return {
    origin: server.origin,
    file,
    connections,
    seconds: seconds + ramp,
    seed,
    ...(delay === undefined ? {} : { delay }),
    ...(threads === undefined ? {} : { threads }),
  };
}

interface Work {
  readonly ids: number;
  readonly seconds: number;
  readonly pids: readonly number[];
}

function toMachineUse({ server, database, others, wall }: CpuUse, { ids, seconds, pids }: Work): MachineUse {
  return {
    server: (server / ids) * 1_000,
    database: (database / ids) * 1_000,
    share: (server + database) / seconds / cpus().length,
    resident: treeResident(pids),
    others: others / wall,
  };
}
