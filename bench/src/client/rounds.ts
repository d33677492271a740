/** Something that is measured in every round. */
export interface Subject {
  readonly name: string;
  run(): Promise<void>;
}

/** The time of one subject in one round, in milliseconds. */
export interface RoundTime {
  readonly wall: number;
  readonly cpu: number;
}

/** Returns the CPU time so far, in milliseconds. */
export type CpuClock = () => Promise<number>;

/** The CPU time of this process. */
export const processCpu: CpuClock = async () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/**
 * Runs all subjects once in each round, in a random order: garbage that one leaves behind is collected during any
 * other. Returns the times by subject.
 */
export async function measureRounds(
  subjects: readonly Subject[],
  rounds: number,
  cpu: CpuClock,
): Promise<ReadonlyMap<string, readonly RoundTime[]>> {
  const times = new Map<string, RoundTime[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const { name, run } of shuffle(subjects)) {
      const before = await cpu();
      const start = performance.now();
      await run();
      const wall = performance.now() - start;
      times.get(name)?.push({ wall, cpu: (await cpu()) - before });
    }
  return times;
}

function shuffle<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** Calls `work` with each number below `count`, and runs `parallel` calls at a time. */
export async function repeat(count: number, parallel: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}
