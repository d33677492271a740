/** The median of some values, and a range around it. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The share of the values that a range encloses. */
export const ALL = 1;
/** From the lower to the upper quartile. */
export const MIDDLE_HALF = 0.5;

/**
 * @param share of the values that the range encloses. Default: all values, from the least to the greatest
 * @throws Error when there are no values
 */
export function spreadOf(values: readonly number[], share: number = ALL): Spread {
  if (values.length === 0) throw new Error('there is no median of no values');
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (part: number): number => {
    const position = (sorted.length - 1) * part;
    const [low = 0, high = 0] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
    return low + (high - low) * (position % 1);
  };
  return { median: quantile(0.5), low: quantile((1 - share) / 2), high: quantile((1 + share) / 2) };
}

export function percentile99(values: readonly number[]): number {
  return spreadOf(values, 0.98).high;
}

/**
 * The ratios of values to others of the same round. A disturbance of a whole round affects both, and so cancels out.
 *
 * @param share as in {@link spreadOf}
 */
export function ratioOf(values: readonly number[], others: readonly number[], share: number = ALL): Spread {
  const ratios = values.slice(0, others.length).map((value, round) => value / (others[round] ?? Number.NaN));
  return spreadOf(ratios, share);
}
