import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { figure, markdownTable, times } from '../section/format.ts';
import type { BenchOptions, Section } from '../section/section.ts';
import { MIDDLE_HALF, ratioOf, spreadOf } from '../section/spread.ts';
import type { NodeBytes, NodeLoad, NodeTimes } from './node-load.ts';
import { overheadGoal } from './overhead-goal.ts';
import { BARE, CLIENT } from './readers.ts';
import type { RoundTime } from './rounds.ts';

const LOAD = fileURLToPath(new URL('node-load.ts', import.meta.url));
const TIMEOUT_MS = 300_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
/** A young generation so large that nothing is collected during a round. */
const WITHOUT_COLLECTION = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];

/** Measures reads in Node, beside a bare `fetch` of the same URL. */
export async function nodeSection(baseUrl: string, { short }: BenchOptions): Promise<Section> {
  const shortLoad = { baseUrl, rounds: 1, calls: 16, warmUpCalls: 0 };
  const timeLoad = short ? shortLoad : { baseUrl, rounds: 60, calls: 192, warmUpCalls: 3_000 };
  const bytesLoad = short ? shortLoad : { baseUrl, rounds: 5, calls: 500, warmUpCalls: 3_000 };
  const roundTimes = await run<NodeTimes>([], { ...timeLoad, kind: 'time' });
  const bytes = await run<NodeBytes>(WITHOUT_COLLECTION, { ...bytesLoad, kind: 'bytes' });
  const sequential = roundTimes['1'] ?? {};
  const client = wallTimes(sequential[CLIENT] ?? []);
  const bare = wallTimes(sequential[BARE] ?? []);
  return {
    goals: [overheadGoal('Node', { client, bare })],
    title: `A read of a task, in Node ${process.versions.node}`,
    text: [
      [
        'Times are for one call. The ratios compare them with the first line of the same round: `1.1×` is a tenth',
        'more. CPU time is that of the client process; the server is another process.',
      ].join(' '),
      ...Object.entries(roundTimes).map(([parallel, byReader]) => timesTable(parallel, byReader)),
      'The client sends at most six requests at once to a server without batches.',
      bytesTable(bytes),
    ].join('\n\n'),
  };
}

function timesTable(parallel: string, byReader: Readonly<Record<string, readonly RoundTime[]>>): string {
  const [first = []] = Object.values(byReader);
  const rows = Object.entries(byReader).map(([name, each]) => [
    name,
    figure(spreadOf(wallTimes(each)).median),
    times(ratioOf(wallTimes(each), wallTimes(first), MIDDLE_HALF)),
    figure(spreadOf(cpuTimes(each)).median),
    times(ratioOf(cpuTimes(each), cpuTimes(first), MIDDLE_HALF)),
  ]);
  const title = parallel === '1' ? 'one after another' : `${parallel} at once`;
  return markdownTable([title, 'µs', 'time', 'CPU µs', 'CPU time'], rows);
}

function bytesTable(bytes: NodeBytes): string {
  const [first = []] = Object.values(bytes);
  const rows = Object.entries(bytes).map(([name, each]) => [
    name,
    figure(spreadOf(each).median / 1_000),
    times(ratioOf(each, first, MIDDLE_HALF)),
  ]);
  return markdownTable(['allocated by one call', 'kB', 'to the first'], rows);
}

function wallTimes(each: readonly RoundTime[]): readonly number[] {
  return each.map(({ wall }) => wall);
}

function cpuTimes(each: readonly RoundTime[]): readonly number[] {
  return each.map(({ cpu }) => cpu);
}

/** Runs node-load.ts as a child process. */
async function run<T>(flags: readonly string[], load: NodeLoad): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, LOAD, JSON.stringify(load)], {
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return JSON.parse(stdout) as T;
}
