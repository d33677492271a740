import type { PyDate, PyDateTime, PyTime } from '../value.ts';
import { zeroPad } from './zero-pad.ts';

const SECOND_US = 1_000_000;

/** `date.isoformat()` */
export function dateIso(value: Omit<PyDate, 'py'>): string {
  return `${zeroPad(value.year, 4)}-${zeroPad(value.month)}-${zeroPad(value.day)}`;
}

/** `time.isoformat()`: microseconds only if they are not zero, then the offset. */
export function timeIso(value: Omit<PyTime, 'py'>): string {
  const micro = value.microsecond === 0 ? '' : `.${zeroPad(value.microsecond, 6)}`;
  const offset = value.offset === null ? '' : offsetIso(value.offset);
  return `${zeroPad(value.hour)}:${zeroPad(value.minute)}:${zeroPad(value.second)}${micro}${offset}`;
}

/** `datetime.isoformat(separator)` */
export function dateTimeIso(value: PyDateTime, separator = 'T'): string {
  return `${dateIso(value)}${separator}${timeIso(value)}`;
}

/** Writes an offset such as `+05:30`, with seconds and microseconds only if they are not zero. */
export function offsetIso(offset: number): string {
  const size = Math.abs(offset);
  const seconds = Math.floor(size / SECOND_US);
  const micro = size % SECOND_US;
  const clock = `${zeroPad(Math.floor(seconds / 3600))}:${zeroPad(Math.floor(seconds / 60) % 60)}`;
  const rest = seconds % 60 !== 0 || micro !== 0 ? `:${zeroPad(seconds % 60)}` : '';
  return `${offset < 0 ? '-' : '+'}${clock}${rest}${micro === 0 ? '' : `.${zeroPad(micro, 6)}`}`;
}
