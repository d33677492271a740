import type { Spread } from './spread.ts';

/** Three significant digits, with spaces between thousands. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  if (value === 0) return '0';
  return Number(value.toPrecision(3)).toString();
}

/** `14.2 (13.1–15)`; the median alone where all values are equal. */
export function withRange({ median, low, high }: Spread, format: (value: number) => string = figure): string {
  return low === high ? format(median) : `${format(median)} (${format(low)}–${format(high)})`;
}

/** `14.2× (13.1–15)` */
export function times(spread: Spread): string {
  const [median = '', ...range] = withRange(spread).split(' (');
  return [`${median}×`, ...range].join(' (');
}

/** `35.7 %`, for a share of 1. */
export function percent(share: number): string {
  return `${figure(share * 100)} %`;
}

/** A table in Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
