import { busySeconds, HAS_PROC, type ProcessTimes, readProcesses, treeOf, treeSeconds } from './proc.ts';

/** Seconds of CPU between two moments. */
export interface CpuUse {
  readonly server: number;
  readonly database: number;
  /** Of everything that is neither of the two, nor this process or a child of it, such as the load generator. */
  readonly others: number;
  /** Seconds between the two moments. */
  readonly wall: number;
}

/** Starts to watch; the function that it gives ends it. Nothing is known where there is no /proc. */
export function watchCpu(server: readonly number[], database: readonly number[]): () => CpuUse | undefined {
  if (!HAS_PROC) return () => undefined;
  const before = look(server, database);
  return () => {
    const after = look(server, database);
    return {
      server: after.server - before.server,
      database: after.database - before.database,
      others: Math.max(0, after.busy - before.busy - (after.known - before.known)),
      wall: (after.at - before.at) / 1_000,
    };
  };
}

interface Look {
  readonly at: number;
  readonly busy: number;
  readonly server: number;
  readonly database: number;
  readonly known: number;
}

function look(server: readonly number[], database: readonly number[]): Look {
  const processes = readProcesses();
  return {
    at: performance.now(),
    busy: busySeconds(),
    server: treeSeconds(server, processes),
    database: treeSeconds(database, processes),
    known: sum(treeOf([process.pid, ...server, ...database], processes), processes),
  };
}

function sum(pids: readonly number[], processes: ReadonlyMap<number, ProcessTimes>): number {
  return pids.reduce((seconds, pid) => seconds + (processes.get(pid)?.seconds ?? 0), 0);
}
