import type { PyDate, PyDateTime } from '../value.ts';

const DATE = '(\\d{4})-(\\d\\d?)-(\\d\\d?)';
const TIME = '(\\d\\d?):(\\d\\d):(\\d\\d)(?:\\.(\\d*))?';
const OFFSET = '(Z)|([-+])(\\d\\d?)(?::(\\d\\d))?';
const TIMESTAMP = new RegExp(`^${DATE}(?:(?:[Tt]|[ \\t]+)${TIME}(?:[ \\t]*(?:${OFFSET}))?)?\\n?$`);
const MINUTE_US = 60_000_000;
const DAY_US = 24 * 60 * MINUTE_US;

/**
 * The value of a timestamp scalar. Undefined if PyYAML raises. Without a time it is a date, and without an offset it is
 * a naive datetime.
 */
export function timestampValue(text: string): PyDate | PyDateTime | undefined {
  const found = TIMESTAMP.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, fraction = ''] = found;
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  if (!isDate(date)) return undefined;
  if (hour === undefined) return { py: 'date', ...date };
  const time = { hour: Number(hour), minute: Number(minute), second: Number(second) };
  const offset = offsetOf(found);
  if (time.hour > 23 || time.minute > 59 || time.second > 59 || offset === undefined) return undefined;
  const microsecond = Number(fraction.slice(0, 6).padEnd(6, '0'));
  return { py: 'datetime', ...date, ...time, microsecond, offset, fold: 0 };
}

function isDate({ year, month, day }: Omit<PyDate, 'py'>): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Microseconds east of UTC. Null without an offset. Undefined for a day or more, which Python refuses. */
function offsetOf([, , , , , , , , utc, sign, hours, minutes = '0']: RegExpExecArray): number | null | undefined {
  if (utc !== undefined) return 0;
  if (sign === undefined) return null;
  const size = (Number(hours) * 60 + Number(minutes)) * MINUTE_US;
  if (size >= DAY_US) return undefined;
  return sign === '-' && size !== 0 ? -size : size;
}
