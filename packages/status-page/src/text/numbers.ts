import type { CountV1 } from '@celery-results/client/protocol';

const WHOLE = new Intl.NumberFormat('en-US');
const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

export function wholeText(value: number): string {
  return WHOLE.format(value);
}

/** Returns a count with its exactness: `12,304`, `≈9.8M`, `10,000+`. */
export function countText({ count, exactness }: CountV1): string {
  if (exactness === 'exact') return WHOLE.format(count);
  return exactness === 'at_least' ? `${WHOLE.format(count)}+` : `≈${COMPACT.format(count)}`;
}

const BYTE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

export function bytesText(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${BYTE_UNITS[power]}`;
}

/** Returns a share as percent: 0 % only if the part is 0, and 100 % only if the part is the whole. */
export function percentText(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  const percent = (100 * part) / whole;
  if (percent < 0.1) return '<0.1 %';
  if (percent > 99.9 && part < whole) return '>99.9 %';
  return `${percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)} %`;
}
