import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

// Reads /proc. Times are CPU seconds, user and system together.

/** Whether this machine has /proc, which Linux alone has. */
export const HAS_PROC: boolean = existsSync('/proc/self/stat');

/** Seconds of one clock tick. */
const TICK_SECONDS = HAS_PROC ? 1 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : 0;

/** The CPU time of one process. */
export interface ProcessTimes {
  readonly parent: number;
  /** Its own CPU time, and that of children which have ended. */
  readonly seconds: number;
}

/**
 * Parses a `/proc/PID/stat`. Its second field is the program's name in brackets, which may contain spaces and brackets.
 *
 * @param tick seconds of one clock tick
 */
export function parseStat(text: string, tick: number): ProcessTimes {
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return { parent, seconds: (user + system + childUser + childSystem) * tick };
}

/**
 * Parses `/proc/stat`. Returns the busy CPU seconds of all cores, with the time that the host took from a virtual
 * machine.
 *
 * @param tick seconds of one clock tick
 */
export function parseBusy(text: string, tick: number): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = text
    .slice(0, text.indexOf('\n'))
    .replace(/^cpu\s+/, '')
    .split(' ')
    .map(Number);
  return (user + nice + system + irq + softirq + steal) * tick;
}

/** Busy CPU seconds of all cores since the machine started. */
export function busySeconds(): number {
  return parseBusy(readFileSync('/proc/stat', 'utf8'), TICK_SECONDS);
}

/** Reads all processes that run now. */
export function readProcesses(): ReadonlyMap<number, ProcessTimes> {
  const processes = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const text = readIfExists(`/proc/${name}/stat`);
    if (text !== undefined) processes.set(Number(name), parseStat(text, TICK_SECONDS));
  }
  return processes;
}

/** These processes and all their descendants. */
export function treeOf(roots: readonly number[], processes: ReadonlyMap<number, ProcessTimes>): readonly number[] {
  const tree = new Set(roots.filter((pid) => processes.has(pid)));
  // a child may have a lower pid than its parent, so repeat until nothing is added
  for (let size = -1; size !== tree.size; ) {
    size = tree.size;
    for (const [pid, { parent }] of processes) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree];
}

/** Resident memory of these processes and their descendants, in bytes. Shared memory counts for each process. */
export function treeResident(roots: readonly number[]): number {
  return treeOf(roots, readProcesses()).reduce((sum, pid) => {
    const status = readIfExists(`/proc/${pid}/status`) ?? '';
    return sum + Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
  }, 0);
}

/** The processes with a program's name whose title contains a text. */
export function titledProcesses(name: string, text: string): readonly number[] {
  return namedProcesses(name).filter((pid) => readIfExists(`/proc/${pid}/cmdline`)?.includes(text));
}

/** The processes with a program's name. */
export function namedProcesses(name: string): readonly number[] {
  if (!HAS_PROC) return [];
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.filter((pid) => readIfExists(`/proc/${pid}/comm`)?.trim() === name).map(Number);
}

/** Undefined for a process that has ended. */
function readIfExists(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
