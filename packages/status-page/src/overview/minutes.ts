import type { ActivityV1, DurationsV1 } from '@celery-results/client/protocol';

const MINUTE_MS = 60_000;

/** One column of a chart. */
export interface Column {
  /** The start of the minute, in milliseconds since 1970. */
  readonly at: number;
  readonly states: Readonly<Record<string, number>>;
  readonly total: number;
  readonly durations: DurationsV1;
}

const NO_DURATIONS: DurationsV1 = { n: 0, p50: null, p95: null };

/**
 * The last minutes of the window, those without a change included. The last column is the minute that has not ended.
 *
 * @param count number of columns
 */
export function columnsOf({ as_of, since, minutes }: ActivityV1, count: number): readonly Column[] {
  const last = Math.floor(Date.parse(as_of) / MINUTE_MS) * MINUTE_MS;
  const first = Math.max(last - (count - 1) * MINUTE_MS, Math.floor(Date.parse(since) / MINUTE_MS) * MINUTE_MS);
  const byMinute = new Map(minutes.map((minute) => [Date.parse(minute.minute), minute]));
  return Array.from({ length: Math.max(1, (last - first) / MINUTE_MS + 1) }, (_, index) => {
    const at = first + index * MINUTE_MS;
    const { states = {}, durations = NO_DURATIONS } = byMinute.get(at) ?? {};
    return { at, states, durations, total: Object.values(states).reduce((sum, one) => sum + one, 0) };
  });
}

/** The whole minutes of the window. */
export function windowOf({ as_of, since }: Pick<ActivityV1, 'as_of' | 'since'>): number {
  return Math.round((Date.parse(as_of) - Date.parse(since)) / MINUTE_MS);
}

/** Sums over columns. */
export interface Totals {
  readonly total: number;
  readonly failed: number;
  /** Changes in a minute, over the minutes that have ended. */
  readonly perMinute: number;
}

export function totalsOf(columns: readonly Column[]): Totals {
  const ended = columns.slice(0, -1);
  const total = columns.reduce((sum, column) => sum + column.total, 0);
  const failed = columns.reduce((sum, { states }) => sum + (states['FAILURE'] ?? 0), 0);
  const perMinute = ended.length === 0 ? total : ended.reduce((sum, column) => sum + column.total, 0) / ended.length;
  return { total, failed, perMinute };
}

/** The smallest round number that is not below: the top of a scale. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}
