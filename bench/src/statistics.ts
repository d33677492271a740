/** The middle of some figures, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws Error when there are none */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(half)], sorted[Math.ceil(half)]];
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined || min === undefined || max === undefined)
    throw new Error('there is no median of nothing');
  return { median: (low + high) / 2, min, max };
}

/** Round by round, how many times the second the first is: what both had to bear in a round falls out. */
export function ratioOf(values: readonly number[], others: readonly number[]): Spread {
  return spreadOf(values.slice(0, others.length).map((value, round) => value / (others[round] ?? Number.NaN)));
}
