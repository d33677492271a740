const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'm'],
  [SECOND, 's'],
];

/** Returns a period in its largest unit: `12 s`, `3 m`, `6 h`, `41 d`. */
export function spanText(ms: number): string {
  for (const [unit, name] of UNITS) if (ms >= unit) return `${Math.floor(ms / unit)} ${name}`;
  return '0 s';
}

/** Returns the time since a moment. The clocks of workers and browsers differ, so the near future counts as now. */
export function agoText(moment: string, now: number): string {
  const ms = now - Date.parse(moment);
  if (ms < -MINUTE) return `in ${spanText(-ms)}`;
  return ms < SECOND ? 'now' : `${spanText(ms)} ago`;
}

/** Returns the duration of a task with three digits, which are enough to compare runs. */
export function durationText(seconds: number): string {
  if (seconds < 0.0995) return `${Math.round(seconds * 1_000)} ms`;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${Math.floor(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} m`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`;
}

/** Returns the seconds between two moments, including the microseconds, which a Date would drop. */
export function secondsBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) * 1_000 + microsOf(to) - microsOf(from)) / 1_000_000;
}

/** Returns the microseconds after the last full millisecond. */
function microsOf(moment: string): number {
  return Number(/\.\d{3}(\d{1,3})/.exec(moment)?.[1]?.padEnd(3, '0') ?? 0);
}

/** Returns the moment in UTC, as stored: `2026-01-02 03:04:05.678901 UTC`. */
export function utcText(moment: string): string {
  return moment.replace('T', ' ').replace(/Z$/, ' UTC');
}

/** Returns the moment in the time zone of the visitor. */
export function localText(moment: string): string {
  return new Date(moment).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
}

/** Returns the time of day in the visitor's time zone, with the stored fraction of the second. */
export function clockText(moment: string, fraction = true): string {
  const time = new Date(moment).toLocaleTimeString(undefined, { hourCycle: 'h23' });
  return fraction ? time + (/\.\d+/.exec(moment)?.[0] ?? '') : time;
}

/** The time of day in the time zone of the visitor, with the day where that is not today. */
export function dayAndClock(moment: string): string {
  const date = new Date(moment);
  const isToday = date.toDateString() === new Date().toDateString();
  const day = isToday ? '' : `${date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })}, `;
  return day + clockText(moment, false);
}
