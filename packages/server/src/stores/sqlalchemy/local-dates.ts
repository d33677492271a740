/** A date as databases return it, such as `2026-01-02 03:04:05.678901`. */
const STORED = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?(?:Z|\+00:?00)?$/;

/** Converts a stored date without a time zone to UTC. Undefined for any other value. */
export type ToUtc = (stored: unknown) => string | undefined;

/**
 * Creates a conversion of local dates, such as `2026-01-02 03:04:05.678901`, to `2026-01-02T02:04:05.678901Z`. When a
 * zone sets its clocks back, an hour exists twice. The first of these hours is used.
 *
 * @param timeZone a name of the IANA database, such as `Europe/Berlin`
 */
export function createToUtc(timeZone: string): ToUtc {
  const offsetAt = createOffsetAt(timeZone);
  return (stored) => {
    const [, date = '', time = '', fraction = ''] = typeof stored === 'string' ? (STORED.exec(stored) ?? []) : [];
    const local = Date.parse(`${date}T${time}Z`);
    // such as MySQL's zero date
    if (Number.isNaN(local)) return undefined;
    // the offsets before and after a change of the clocks are tried, the earlier one first
    const candidates = [offsetAt(local - DAY_MS), offsetAt(local + DAY_MS)].map((offset) => local - offset);
    const utc = candidates.find((moment) => moment + offsetAt(moment) === local) ?? Math.min(...candidates);
    return `${new Date(utc).toISOString().slice(0, 19)}.${fraction.padEnd(6, '0')}Z`;
  };
}

/**
 * Creates a conversion from UTC to local dates, for the limits of a search: `2026-01-02T02:04:05.678901Z` becomes
 * `2026-01-02T03:04:05.678901Z`, with the local date.
 */
export function createFromUtc(timeZone: string): (moment: string) => string {
  const offsetAt = createOffsetAt(timeZone);
  return (moment) => {
    const utc = Date.parse(`${moment.slice(0, 19)}Z`);
    return new Date(utc + offsetAt(utc)).toISOString().slice(0, 19) + moment.slice(19);
  };
}

const DAY_MS = 86_400_000;

/** Creates a function that returns the offset from UTC at a moment, in milliseconds. It is positive east of UTC. */
function createOffsetAt(timeZone: string): (moment: number) => number {
  if (timeZone === 'UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (moment) => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return shown - moment;
  };
}
