import type { PyDate, PyDateTime, PyTime } from '../value.ts';

const DATE = /^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d)|-W(\d\d)(?:-(\d))?|W(\d\d)(\d)?)/;
/** Without colons the fraction may follow bare, from two digits on. */
const CLOCK = /^(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?|(\d\d)(?:(\d\d)(?:[.,](\d+)|(\d{2,}))?)?)?$/;
const DAY_MS = 86_400_000;

/** `datetime.fromisoformat(text)` of Python 3.14, or undefined where it raises ValueError. */
export function dateTimeFromIso(text: string): PyDateTime | undefined {
  const found = DATE.exec(text);
  const date = found && dateOf(found);
  if (!found || !date) return undefined;
  const rest = text.slice(found[0].length);
  if (rest === '') return { py: 'datetime', ...date, ...MIDNIGHT };
  const time = clockOf(rest.slice([...rest][0]?.length ?? 1));
  if (!time) return undefined;
  if (time.hour !== 24) return { py: 'datetime', ...date, ...time };
  const next = new Date(utc(date.year, date.month, date.day) + DAY_MS);
  if (next.getUTCFullYear() > 9999) return undefined;
  return { py: 'datetime', ...dateFields(next), ...time, hour: 0 };
}

/** `datetime.fromisoformat(text).date()` */
export function dateFromIso(text: string): PyDate | undefined {
  const found = dateTimeFromIso(text);
  return found && { py: 'date', year: found.year, month: found.month, day: found.day };
}

/** `time.fromisoformat(text)` */
export function timeFromIso(text: string): PyTime | undefined {
  const time = clockOf(text.replace(/^T/, ''));
  return time && { py: 'time', ...time, hour: time.hour % 24 };
}

type Clock = Omit<PyTime, 'py'>;
type Day = Omit<PyDate, 'py'>;
const MIDNIGHT: Clock = { hour: 0, minute: 0, second: 0, microsecond: 0, offset: null, fold: 0 };

function dateOf(found: RegExpExecArray): Day | undefined {
  const [, yearText = '', month, day, basicMonth, basicDay, week, weekDay, basicWeek, basicWeekDay] = found;
  const year = Number(yearText);
  if (year < 1) return undefined;
  const weekText = week ?? basicWeek;
  if (weekText !== undefined) return weekDate(year, Number(weekText), Number(weekDay ?? basicWeekDay ?? 1));
  const date = { year, month: Number(month ?? basicMonth), day: Number(day ?? basicDay) };
  const back = dateFields(new Date(utc(date.year, date.month, date.day)));
  return back.month === date.month && back.day === date.day ? date : undefined;
}

/** A day of an ISO week. */
function weekDate(year: number, week: number, weekDay: number): Day | undefined {
  const fourth = utc(year, 1, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS;
  const first = new Date(utc(year, 1, 1)).getUTCDay();
  const isLeap = new Date(utc(year, 2, 29)).getUTCMonth() === 1;
  const weeks = first === 4 || (first === 3 && isLeap) ? 53 : 52;
  if (week < 1 || week > weeks || weekDay < 1 || weekDay > 7) return undefined;
  const date = dateFields(new Date(monday + ((week - 1) * 7 + weekDay - 1) * DAY_MS));
  return date.year >= 1 && date.year <= 9999 ? date : undefined;
}

function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

function dateFields(date: Date): Day {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function clockOf(text: string): Clock | undefined {
  const zoneAt = text.search(/[Zz+-]/);
  const time = bareClock(zoneAt < 0 ? text : text.slice(0, zoneAt));
  if (!time) return undefined;
  const offset = zoneAt < 0 ? null : offsetOf(text.slice(zoneAt));
  if (offset === undefined) return undefined;
  const isMidnight = time.hour === 24 && time.minute === 0 && time.second === 0 && time.microsecond === 0;
  if (time.hour > 23 && !isMidnight) return undefined;
  return { ...time, offset, fold: 0 };
}

function bareClock(text: string): Omit<Clock, 'offset' | 'fold'> | undefined {
  const found = CLOCK.exec(text);
  if (!found) return undefined;
  const [, hour, minute, second, fraction, basicMinute, basicSecond, basicFraction, bareFraction] = found;
  const digits = (fraction ?? basicFraction ?? bareFraction ?? '').slice(0, 6).padEnd(6, '0');
  const time = {
    hour: Number(hour),
    minute: Number(minute ?? basicMinute ?? 0),
    second: Number(second ?? basicSecond ?? 0),
    microsecond: Number(digits),
  };
  return time.minute < 60 && time.second < 60 ? time : undefined;
}

/** Microseconds east of UTC; an offset must be less than a day. */
function offsetOf(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const time = zone.startsWith('z') ? undefined : bareClock(zone.slice(1));
  if (!time || time.hour > 23) return undefined;
  const size = ((time.hour * 60 + time.minute) * 60 + time.second) * 1_000_000 + time.microsecond;
  return zone.startsWith('-') && size !== 0 ? -size : size;
}
