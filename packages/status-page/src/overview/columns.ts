import type { ActivityV1, DurationsV1, StatsWindow } from '@celery-results/client/protocol';

const MINUTE_MS = 60_000;

/** A window that the page offers. */
export interface PageWindow {
  readonly name: string;
  readonly text: string;
  /** The window that is requested from the server. */
  readonly asked: StatsWindow;
  readonly minutes: number;
}

export const HOUR: PageWindow = { name: '1h', text: '1 h', asked: '1h', minutes: 60 };

export const WINDOWS: readonly PageWindow[] = [
  { name: '15m', text: '15 min', asked: '1h', minutes: 15 },
  HOUR,
  { name: '24h', text: '24 h', asked: '24h', minutes: 24 * 60 },
  { name: '7d', text: '7 d', asked: '7d', minutes: 7 * 24 * 60 },
];

/** One column of a chart. */
export interface Column {
  /** The start of the step, in milliseconds since 1970. */
  readonly at: number;
  readonly states: Readonly<Record<string, number>>;
  readonly total: number;
  readonly durations: DurationsV1;
}

const NO_DURATIONS: DurationsV1 = { n: 0, p50: null, p95: null };

/** Returns the last minutes of the window by steps, including steps without a change. The last step is incomplete. */
export function columnsOf({ as_of, since, step, steps }: ActivityV1, minutes: number): readonly Column[] {
  const stepMs = step * 1_000;
  // in some time zones, hours begin at half past in UTC
  const startOf = (moment: string): number => Math.floor(Date.parse(moment) / stepMs) * stepMs;
  const last = startOf(as_of);
  const first = Math.max(last - minutes * MINUTE_MS + stepMs, startOf(since));
  const byStart = new Map(steps.map((one) => [startOf(one.start), one]));
  return Array.from({ length: Math.max(1, (last - first) / stepMs + 1) }, (_, index) => {
    const at = first + index * stepMs;
    const { states = {}, durations = NO_DURATIONS } = byStart.get(at) ?? {};
    return { at, states, durations, total: Object.values(states).reduce((sum, one) => sum + one, 0) };
  });
}

/** Returns the length of the window: `60 min`, `24 h`, `7 d`. */
export function windowText({ as_of, since }: Pick<ActivityV1, 'as_of' | 'since'>): string {
  const minutes = Math.round((Date.parse(as_of) - Date.parse(since)) / MINUTE_MS);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 60 / 24)} d`;
}

/** Sums over columns. */
export interface Totals {
  readonly total: number;
  readonly failed: number;
  /** Mean number of changes in a minute, over the steps that have ended. */
  readonly perMinute: number;
}

export function totalsOf(columns: readonly Column[], step: number): Totals {
  const ended = columns.slice(0, -1);
  const total = columns.reduce((sum, column) => sum + column.total, 0);
  const failed = columns.reduce((sum, { states }) => sum + (states['FAILURE'] ?? 0), 0);
  const perStep = ended.length === 0 ? total : ended.reduce((sum, column) => sum + column.total, 0) / ended.length;
  return { total, failed, perMinute: perStep / (step / 60) };
}

/** Returns the smallest round number that is not below a value, for the top of a scale. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}
