import type { PyDate, PyDateTime, PyTime } from '../value.ts';

const SECOND = 1_000_000;
const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** `date.isoformat()` */
export function dateIso(value: Omit<PyDate, 'py'>): string {
  return `${pad(value.year, 4)}-${pad(value.month)}-${pad(value.day)}`;
}

/** `time.isoformat()`: seconds always, microseconds if not zero, then the offset. */
export function timeIso(value: Omit<PyTime, 'py'>): string {
  const micro = value.microsecond === 0 ? '' : `.${pad(value.microsecond, 6)}`;
  const offset = value.offset === null ? '' : offsetIso(value.offset);
  return `${pad(value.hour)}:${pad(value.minute)}:${pad(value.second)}${micro}${offset}`;
}

/** `datetime.isoformat(separator)` */
export function dateTimeIso(value: PyDateTime, separator = 'T'): string {
  return `${dateIso(value)}${separator}${timeIso(value)}`;
}

/** `+05:30`; seconds and microseconds only where the offset has them. */
function offsetIso(offset: number): string {
  const size = Math.abs(offset);
  const seconds = Math.floor(size / SECOND);
  const micro = size % SECOND;
  const clock = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}`;
  const rest = seconds % 60 !== 0 || micro !== 0 ? `:${pad(seconds % 60)}` : '';
  return `${offset < 0 ? '-' : '+'}${clock}${rest}${micro === 0 ? '' : `.${pad(micro, 6)}`}`;
}
