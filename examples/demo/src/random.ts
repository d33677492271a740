/** Numbers that are the same at each start, so that the demo always tells the same story. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** One of several. */
  pick<T>(values: readonly [T, ...T[]]): T;
  /** Seconds around a median, as run times are: a few are much longer. */
  seconds(median: number): number;
  uuid(): string;
}

/** The generator mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (digits: number): string =>
    Math.floor(next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return {
    next,
    pick: (values) => values[Math.floor(next() * values.length)] ?? values[0],
    seconds: (median) => median * Math.exp(0.45 * (next() + next() + next() + next() - 2) * 1.7),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(8)}${hex(4)}`,
  };
}
