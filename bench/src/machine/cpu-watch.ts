import { busySeconds, HAS_PROC, type ProcessTimes, readProcesses, treeOf } from './proc.ts';

/** CPU seconds between two moments. */
export interface CpuUse {
  readonly server: number;
  readonly database: number;
  /** Of all other processes, except this one and its children, such as the load generator. */
  readonly others: number;
  /** Seconds between the two moments. */
  readonly wall: number;
}

/**
 * Starts to measure. Returns a function that ends the measurement; it returns undefined on a machine without /proc.
 *
 * @param server processes of the server; their children count too
 * @param database returns the database's processes, at both moments: connections come and go
 */
export function watchCpu(server: readonly number[], database: () => readonly number[]): () => CpuUse | undefined {
  if (!HAS_PROC) return () => undefined;
  const before = takeSnapshot(server, database());
  return () => {
    const after = takeSnapshot(server, database());
    const serverUse = after.server - before.server;
    const databaseUse = increase(before.database, after.database);
    const busy = after.busy - before.busy;
    return {
      server: serverUse,
      database: databaseUse,
      others: Math.max(0, busy - serverUse - databaseUse - (after.own - before.own)),
      wall: (after.at - before.at) / 1_000,
    };
  };
}

/** CPU seconds since each process started. */
interface Snapshot {
  /** Milliseconds, as `performance.now()`. */
  readonly at: number;
  readonly busy: number;
  readonly server: number;
  /** By process. */
  readonly database: ReadonlyMap<number, number>;
  /** Of this process and its children, without the measured server. */
  readonly own: number;
}

function takeSnapshot(server: readonly number[], database: readonly number[]): Snapshot {
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

/** CPU seconds that were added since, also by new processes. */
function increase(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  return [...after].reduce((seconds, [pid, now]) => seconds + now - (before.get(pid) ?? 0), 0);
}

function sum(pids: readonly number[], processes: ReadonlyMap<number, ProcessTimes>): number {
  return pids.reduce((seconds, pid) => seconds + (processes.get(pid)?.seconds ?? 0), 0);
}
