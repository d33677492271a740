/** The middle half of some figures. */
export interface Middle {
  readonly median: number;
  /** A quarter of the figures is below. */
  readonly low: number;
  /** A quarter of the figures is above. */
  readonly high: number;
}

/** @throws Error when there are none */
export function middleOf(values: readonly number[]): Middle {
  if (values.length === 0) throw new Error('there is no median of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => {
    const place = (sorted.length - 1) * part;
    const [low = 0, high = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return low + (high - low) * (place % 1);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Round by round, how many times the second the first is: what both had to bear in a round falls out. */
export function ratioOf(values: readonly number[], others: readonly number[]): Middle {
  return middleOf(values.map((value, round) => value / (others[round] ?? Number.NaN)));
}

/** Three digits that matter. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 1_000 ? Math.round(value).toString() : Number(value.toPrecision(3)).toString();
}

/** `1.12× (1.08–1.17)`. */
export function times({ median, low, high }: Middle): string {
  return `${median.toFixed(2)}× (${low.toFixed(2)}–${high.toFixed(2)})`;
}

/** A table of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
