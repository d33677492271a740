import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What Linux tells of processes in /proc. Times are seconds of CPU, user and system together. */

export const HAS_PROC: boolean = existsSync('/proc/self/stat');

const TICK = HAS_PROC ? 1 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : 0;

/** One line of a process. */
export interface ProcessTimes {
  readonly parent: number;
  /** Its own, and that of children which ended and were waited for. */
  readonly seconds: number;
}

/** Reads the text of a `/proc/PID/stat`, whose second field is a name that may hold anything. */
export function parseStat(text: string, tick: number): ProcessTimes {
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return { parent, seconds: (user + system + childUser + childSystem) * tick };
}

/** CPU seconds that were not idle, of all cores, from the text of `/proc/stat`. Time that a virtual machine did not get counts, too. */
export function parseBusy(text: string, tick: number): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = text
    .slice(0, text.indexOf('\n'))
    .replace(/^cpu\s+/, '')
    .split(' ')
    .map(Number);
  return (user + nice + system + irq + softirq + steal) * tick;
}

export function busySeconds(): number {
  return parseBusy(readFileSync('/proc/stat', 'utf8'), TICK);
}

/** All processes of this moment. */
export function readProcesses(): ReadonlyMap<number, ProcessTimes> {
  const processes = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const text = readIfThere(`/proc/${name}/stat`);
    if (text !== undefined) processes.set(Number(name), parseStat(text, TICK));
  }
  return processes;
}

/** These processes and all below them. */
export function treeOf(roots: readonly number[], processes: ReadonlyMap<number, ProcessTimes>): readonly number[] {
  const tree = new Set(roots.filter((pid) => processes.has(pid)));
  // a child may have a smaller number than its parent: until nothing is added
  for (let size = -1; size !== tree.size; ) {
    size = tree.size;
    for (const [pid, { parent }] of processes) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree];
}

/** Resident memory of these processes and all below them, in bytes; what they share counts for each. */
export function treeResident(roots: readonly number[]): number {
  return treeOf(roots, readProcesses()).reduce((sum, pid) => {
    const status = readIfThere(`/proc/${pid}/status`) ?? '';
    return sum + Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
  }, 0);
}

/** Those processes with a program's name whose title has a text. */
export function titledProcesses(name: string, text: string): readonly number[] {
  return namedProcesses(name).filter((pid) => readIfThere(`/proc/${pid}/cmdline`)?.includes(text));
}

/** The processes with a program's name. */
export function namedProcesses(name: string): readonly number[] {
  if (!HAS_PROC) return [];
  const pids = readdirSync('/proc').filter((one) => /^\d+$/.test(one));
  return pids.filter((pid) => readIfThere(`/proc/${pid}/comm`)?.trim() === name).map(Number);
}

/** A process may end while it is looked at. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
