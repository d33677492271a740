import { busySeconds, HAS_PROC, type ProcessTimes, readProcesses, treeOf } from './proc.ts';

/** Seconds of CPU between two moments. */
export interface CpuUse {
  readonly server: number;
  readonly database: number;
  /** Of everything that is neither of the two, nor this process or a child of it, such as the load generator. */
  readonly others: number;
  /** Seconds between the two moments. */
  readonly wall: number;
}

/**
 * Starts to watch; the function that it gives ends it. Nothing is known where there is no /proc.
 *
 * @param server - with all processes below them
 * @param database - looked for at both moments: connections come and go
 */
export function watchCpu(server: readonly number[], database: () => readonly number[]): () => CpuUse | undefined {
  if (!HAS_PROC) return () => undefined;
  const before = look(server, database());
  return () => {
    const after = look(server, database());
    const used = {
      server: after.server - before.server,
      database: added(before.database, after.database),
    };
    const busy = after.busy - before.busy;
    return {
      ...used,
      others: Math.max(0, busy - used.server - used.database - (after.own - before.own)),
      wall: (after.at - before.at) / 1_000,
    };
  };
}

interface Look {
  readonly at: number;
  readonly busy: number;
  readonly server: number;
  /** Of each process. */
  readonly database: ReadonlyMap<number, number>;
  /** Of this process and its children, the watched server's left out. */
  readonly own: number;
}

function look(server: readonly number[], database: readonly number[]): Look {
  const processes = readProcesses();
  const serverTree = new Set(treeOf(server, processes));
  const own = treeOf([process.pid], processes).filter((pid) => !serverTree.has(pid) && !database.includes(pid));
  return {
    at: performance.now(),
    busy: busySeconds(),
    server: sum([...serverTree], processes),
    database: new Map(database.map((pid) => [pid, processes.get(pid)?.seconds ?? 0])),
    own: sum(own, processes),
  };
}

/** What was added since, also by processes that were not there before. */
function added(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  return [...after].reduce((seconds, [pid, now]) => seconds + now - (before.get(pid) ?? 0), 0);
}

function sum(pids: readonly number[], processes: ReadonlyMap<number, ProcessTimes>): number {
  return pids.reduce((seconds, pid) => seconds + (processes.get(pid)?.seconds ?? 0), 0);
}
