import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchOptions, Section } from '../section.ts';
import { figure, middleOf, ratioOf, table, times } from './figures.ts';
import type { NodeBytes, NodeLoad, NodeTimes } from './node-load.ts';
import { overheadOf } from './overhead.ts';
import { BARE, CLIENT } from './readers.ts';
import type { Taken } from './rounds.ts';

const LOAD = fileURLToPath(new URL('node-load.ts', import.meta.url));
/** So large that nothing is collected between two looks at the heap. */
const NOTHING_COLLECTED = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];

/** What a read costs in Node, beside a bare `fetch` of the same URL. */
export async function nodeSection(baseUrl: string, { short }: BenchOptions): Promise<Section> {
  const time = await run<NodeTimes>([], {
    ...{ baseUrl, what: 'time' },
    ...(short ? { rounds: 1, calls: 16, warmUp: 0 } : { rounds: 60, calls: 192, warmUp: 3_000 }),
  });
  const one = time['1'] ?? {};
  const bytes = await run<NodeBytes>(NOTHING_COLLECTED, {
    ...{ baseUrl, what: 'bytes' },
    ...(short ? { rounds: 1, calls: 16, warmUp: 0 } : { rounds: 5, calls: 500, warmUp: 3_000 }),
  });
  return {
    goals: [overheadOf('Node', wallsOf(one[CLIENT] ?? []), wallsOf(one[BARE] ?? []))],
    title: `A read of a task, in Node ${process.versions.node}`,
    text: [
      'Times are those of one call, beside the first line in the same round: median and quartiles of the rounds. `1.10×` is a tenth more. CPU time is that of the process that asks; the server is another one.',
      ...Object.entries(time).map(([atOnce, taken]) => timesTable(atOnce, taken)),
      'The client sends six at a time to a server without a batch, whatever is asked at once.',
      bytesTable(bytes),
    ].join('\n\n'),
  };
}

function timesTable(atOnce: string, taken: Readonly<Record<string, readonly Taken[]>>): string {
  const [first = []] = Object.values(taken);
  const rows = Object.entries(taken).map(([name, each]) => [
    name,
    figure(middleOf(each.map(({ wall }) => wall)).median),
    times(ratioOf(wallsOf(each), wallsOf(first))),
    figure(middleOf(each.map(({ cpu }) => cpu)).median),
    times(ratioOf(cpusOf(each), cpusOf(first))),
  ]);
  const title = atOnce === '1' ? 'one after the other' : `${atOnce} at once`;
  return table([title, 'µs', 'time', 'CPU µs', 'CPU time'], rows);
}

function bytesTable(bytes: NodeBytes): string {
  const [first = []] = Object.values(bytes);
  const rows = Object.entries(bytes).map(([name, each]) => [
    name,
    figure(middleOf(each).median / 1_000),
    times(ratioOf(each, first)),
  ]);
  return table(['allocated by one call', 'kB', 'beside the first'], rows);
}

const wallsOf = (taken: readonly Taken[]): readonly number[] => taken.map(({ wall }) => wall);
const cpusOf = (taken: readonly Taken[]): readonly number[] => taken.map(({ cpu }) => cpu);

async function run<T>(flags: readonly string[], load: NodeLoad): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, LOAD, JSON.stringify(load)], {
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as T;
}
