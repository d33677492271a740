import { getHeapStatistics } from 'node:v8';
import { readersOf, type TaskRead } from './readers.ts';
import { measureRounds, processCpu, type RoundTime, repeat, type Subject } from './rounds.ts';

// Measures reads of tasks, and prints the figures as JSON. node-section.ts runs it as a child process.

/** The measurement, which is the process's only argument, as JSON. */
export interface NodeLoad {
  readonly baseUrl: string;
  /** `bytes` needs --expose-gc, and a young generation that is not collected during a round. */
  readonly kind: 'time' | 'bytes';
  readonly rounds: number;
  readonly calls: number;
  readonly warmUpCalls: number;
}

/** The time of one call in each round, in microseconds: by the number of parallel calls, then by reader. */
export type NodeTimes = Readonly<Record<string, Readonly<Record<string, readonly RoundTime[]>>>>;
/** The bytes that one call allocates in each round, by reader. */
export type NodeBytes = Readonly<Record<string, readonly number[]>>;

const PARALLEL_CALLS = [1, 6, 16];
const PARALLEL_WARM_UP_CALLS = 6;

/** @throws Error for an unexpected answer */
function check({ id, status }: TaskRead, expectedId: string): void {
  if (id !== expectedId || status !== 'SUCCESS') throw new Error(`expected ${expectedId}, got ${id} ${status}`);
}

async function measureTimes({ baseUrl, rounds, calls, warmUpCalls }: NodeLoad): Promise<NodeTimes> {
  const readers = readersOf(baseUrl);
  const subjects = (count: number, parallel: number): readonly Subject[] =>
    readers.map(({ name, read }) => ({
      name,
      run: () => repeat(count, parallel, async (index) => check(await read(`t-${index}`), `t-${index}`)),
    }));
  for (const { run } of subjects(warmUpCalls, PARALLEL_WARM_UP_CALLS)) await run();
  const all: Record<string, Record<string, RoundTime[]>> = {};
  for (const parallel of PARALLEL_CALLS) {
    const roundTimes = await measureRounds(subjects(calls, parallel), rounds, processCpu);
    const perCall = ({ wall, cpu }: RoundTime): RoundTime => ({
      wall: (wall / calls) * 1_000,
      cpu: (cpu / calls) * 1_000,
    });
    all[parallel] = Object.fromEntries([...roundTimes].map(([name, each]) => [name, each.map(perCall)]));
  }
  return all;
}

async function measureBytes({ baseUrl, rounds, calls, warmUpCalls }: NodeLoad): Promise<NodeBytes> {
  const all: Record<string, number[]> = {};
  for (const { name, read } of readersOf(baseUrl)) {
    const run = (count: number): Promise<void> =>
      repeat(count, 1, async (index) => check(await read(`t-${index % 100}`), `t-${index % 100}`));
    await run(warmUpCalls);
    all[name] = [];
    for (let round = 0; round < rounds; round += 1) {
      globalThis.gc?.();
      const before = getHeapStatistics().used_heap_size;
      await run(calls);
      all[name].push((getHeapStatistics().used_heap_size - before) / calls);
    }
  }
  return all;
}

const load = JSON.parse(process.argv[2] ?? '') as NodeLoad;
process.stdout.write(JSON.stringify(load.kind === 'time' ? await measureTimes(load) : await measureBytes(load)));
process.exit(0);
