import type { Spread } from '../statistics.ts';

/** Three digits that matter, thousands apart. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value >= 1_000) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  if (value === 0) return '0';
  return Number(value.toPrecision(3)).toString();
}

/** `14.2 (13.1–15)`. */
export function withSpread(spread: Spread, show: (value: number) => string = figure): string {
  const { median, min, max } = spread;
  return min === max ? show(median) : `${show(median)} (${show(min)}–${show(max)})`;
}

/** `14.2× (13.1–15)`. */
export function times(spread: Spread): string {
  const [median = '', ...rest] = withSpread(spread).split(' (');
  return [`${median}×`, ...rest].join(' (');
}

export function percent(value: number): string {
  return `${figure(value * 100)} %`;
}

/** A table of Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
