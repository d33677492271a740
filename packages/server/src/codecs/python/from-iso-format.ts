import type { PyDate, PyDateTime, PyTime } from '../value.ts';
import { type Clock, clockOf, digitsAt } from './iso-clock.ts';

const DAY_MS = 86_400_000;
const [DASH, WEEK] = [0x2d, 0x57];

/**
 * `datetime.fromisoformat(text)` of Python 3.14. Undefined if it raises ValueError. As in C, a text ends with a zero
 * byte. Any character may separate date and time.
 */
export function dateTimeFromIso(text: string): PyDateTime | undefined {
  const bytes = toBytes(withoutSurrogate(text));
  const length = (bytes?.length ?? 0) - 1;
  if (!bytes || length < 7) return undefined;
  const end = separatorAt(bytes, length);
  const date = dateOf(bytes, end);
  if (!date) return undefined;
  if (length <= end) return isDay(date) ? { py: 'datetime', ...date, ...MIDNIGHT } : undefined;
  const time = clockOf(bytes.subarray(end + characterLength(bytes[end] ?? 0)));
  if (!time) return undefined;
  const day = time.hour === 24 ? dayAfter(date) : date;
  return isDay(day) ? { py: 'datetime', ...day, ...time, hour: time.hour % 24 } : undefined;
}

/** `datetime.fromisoformat(text).date()` */
export function dateFromIso(text: string): PyDate | undefined {
  const found = dateTimeFromIso(text);
  return found && { py: 'date', year: found.year, month: found.month, day: found.day };
}

/** `time.fromisoformat(text)` */
export function timeFromIso(text: string): PyTime | undefined {
  const bytes = toBytes(text.replace(/^T/, ''));
  const time = bytes && clockOf(bytes);
  return time && { py: 'time', ...time, hour: time.hour % 24 };
}

type Day = Omit<PyDate, 'py'>;
const MIDNIGHT: Clock = { hour: 0, minute: 0, second: 0, microsecond: 0, offset: null, fold: 0 };

/** The UTF-8 form with a final zero byte; undefined for a lone surrogate. */
function toBytes(text: string): Buffer | undefined {
  return text.isWellFormed() ? Buffer.from(`${text}\0`) : undefined;
}

/** Replaces a surrogate: Python also accepts a surrogate as the separator. */
function withoutSurrogate(text: string): string {
  for (const at of [7, 8, 10]) {
    const code = text.charCodeAt(at);
    if (code >= 0xd800 && code <= 0xdfff && !text.slice(at, at + 2).isWellFormed())
      return `${text.slice(0, at)}T${text.slice(at + 1)}`;
  }
  return text;
}

function characterLength(first: number): number {
  if (first < 0x80) return 1;
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
}

/** Returns the offset of the end of the date. The forms of dates differ in their fifth and sixth characters. */
function separatorAt(bytes: Buffer, length: number): number {
  if (length === 7) return 7;
  if (bytes[4] === DASH && bytes[5] !== WEEK) return 10;
  if (bytes[4] === DASH) {
    if (length <= 8 || bytes[8] !== DASH) return 8;
    // YYYY-Www-## is a week and an hour
    return length > 10 && digitsAt(bytes, 10, 1) !== undefined ? 8 : 10;
  }
  if (bytes[4] !== WEEK) return 8;
  let at = 7;
  while (at < length && digitsAt(bytes, at, 1) !== undefined) at += 1;
  if (at < 9) return at;
  return at % 2 === 0 ? 7 : 8;
}

/** The date in the first bytes, up to `end`. */
function dateOf(bytes: Buffer, end: number): Day | undefined {
  const year = digitsAt(bytes, 0, 4);
  if (year === undefined) return undefined;
  const dash = bytes[4] === DASH ? 1 : 0;
  if (bytes[4 + dash] === WEEK) {
    const week = digitsAt(bytes, 5 + dash, 2);
    if (week === undefined || 7 + dash >= end) return week === undefined ? undefined : weekDate(year, week, 1);
    const weekDay = dash === 1 && bytes[8] !== DASH ? undefined : digitsAt(bytes, 7 + 2 * dash, 1);
    return weekDay === undefined ? undefined : weekDate(year, week, weekDay);
  }
  const month = digitsAt(bytes, 4 + dash, 2);
  const day = dash === 1 && bytes[7] !== DASH ? undefined : digitsAt(bytes, 6 + 2 * dash, 2);
  if (month === undefined || day === undefined || 8 + 2 * dash !== end) return undefined;
  return { year, month, day };
}

function isDay({ year, month, day }: Day): boolean {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}

/**
 * Returns the next day, for a time of 24:00. Python adds the day before it checks the date, so day 0 is accepted, too.
 */
function dayAfter({ year, month, day }: Day): Day {
  if (month > 12 || day > daysOf(year, month)) return { year, month, day };
  if (day < daysOf(year, month)) return { year, month, day: day + 1 };
  return month < 12 ? { year, month: month + 1, day: 1 } : { year: year + 1, month: 1, day: 1 };
}

/** Number of days of a month. 0 for month 0. */
function daysOf(year: number, month: number): number {
  return month === 0 ? 0 : new Date(utc(year, month + 1, 0)).getUTCDate();
}

/** The date of a day in an ISO week. Undefined if the year has no such week. */
function weekDate(year: number, week: number, weekDay: number): Day | undefined {
  const fourth = utc(year, 1, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS;
  const first = new Date(utc(year, 1, 1)).getUTCDay();
  const isLeap = new Date(utc(year, 2, 29)).getUTCMonth() === 1;
  const weeks = first === 4 || (first === 3 && isLeap) ? 53 : 52;
  if (week < 1 || week > weeks || weekDay < 1 || weekDay > 7) return undefined;
  return dateFields(new Date(monday + ((week - 1) * 7 + weekDay - 1) * DAY_MS));
}

function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

function dateFields(date: Date): Day {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
