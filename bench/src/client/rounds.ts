/** What is done over and over. */
export interface Contestant {
  readonly name: string;
  /** Does it once, or once for each of some ids. */
  run(): Promise<void>;
}

/** What one round of one contestant took. Both in milliseconds. */
export interface Taken {
  readonly wall: number;
  readonly cpu: number;
}

/** Milliseconds of CPU time so far. */
export type CpuClock = () => Promise<number>;

/**
 * Runs all contestants once in each round, in an order of its own each time: what one leaves behind for the garbage collector is paid by any other.
 */
export async function playRounds(
  contestants: readonly Contestant[],
  rounds: number,
  cpu: CpuClock,
): Promise<ReadonlyMap<string, readonly Taken[]>> {
  const taken = new Map<string, Taken[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const { name, run } of shuffled(contestants)) {
      const before = await cpu();
      const start = performance.now();
      await run();
      const wall = performance.now() - start;
      taken.get(name)?.push({ wall, cpu: (await cpu()) - before });
    }
  return taken;
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Calls `one` with each number below `count`, so many at once. */
export async function repeat(count: number, atOnce: number, one: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await one(index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
