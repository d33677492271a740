import { getHeapStatistics } from 'node:v8';
import { type Read, readersOf } from './readers.ts';
import { type Contestant, playRounds, repeat, type Taken } from './rounds.ts';

// Reads tasks in a process of its own, and writes what that took as JSON. Started by node-section.ts.

/** What is measured, as the one argument. */
export interface NodeLoad {
  readonly baseUrl: string;
  /** `time`, or `bytes`: that needs --expose-gc and a young generation so large that nothing is collected meanwhile. */
  readonly what: 'time' | 'bytes';
  readonly rounds: number;
  readonly calls: number;
  readonly warmUp: number;
}

/** By how many are read at once and by reader: each round's time for one call, in microseconds. */
export type NodeTimes = Readonly<Record<string, Readonly<Record<string, readonly Taken[]>>>>;
/** By reader: each round's bytes allocated by one call. */
export type NodeBytes = Readonly<Record<string, readonly number[]>>;

const AT_ONCE = [1, 6, 16];

/** @throws Error for another answer than the server's */
function check({ id, status }: Read, asked: string): void {
  if (id !== asked || status !== 'SUCCESS') throw new Error(`asked for ${asked}, got ${id} ${status}`);
}

async function times({ baseUrl, rounds, calls, warmUp }: NodeLoad): Promise<NodeTimes> {
  const readers = readersOf(baseUrl);
  const contestants = (count: number, atOnce: number): readonly Contestant[] =>
    readers.map(({ name, read }) => ({
      name,
      run: () => repeat(count, atOnce, async (index) => check(await read(`t-${index}`), `t-${index}`)),
    }));
  for (const { run } of contestants(warmUp, 6)) await run();
  const cpu = async (): Promise<number> => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  };
  const all: Record<string, Record<string, Taken[]>> = {};
  for (const atOnce of AT_ONCE) {
    const taken = await playRounds(contestants(calls, atOnce), rounds, cpu);
    const perCall = (one: Taken): Taken => ({ wall: (one.wall / calls) * 1_000, cpu: (one.cpu / calls) * 1_000 });
    all[atOnce] = Object.fromEntries([...taken].map(([name, each]) => [name, each.map(perCall)]));
  }
  return all;
}

async function bytes({ baseUrl, rounds, calls, warmUp }: NodeLoad): Promise<NodeBytes> {
  const all: Record<string, number[]> = {};
  for (const { name, read } of readersOf(baseUrl)) {
    const run = (count: number): Promise<void> =>
      repeat(count, 1, async (index) => check(await read(`t-${index % 100}`), `t-${index % 100}`));
    await run(warmUp);
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
process.stdout.write(JSON.stringify(load.what === 'time' ? await times(load) : await bytes(load)));
process.exit(0);
