import type { PyTimedelta, PyValue } from '../value.ts';
import { zeroPad } from './zero-pad.ts';

const DAY_US = 86_400_000_000n;
const SECOND_US = 1_000_000n;
/** Days of Python's `timedelta.max`. `timedelta.min` has the negative number of days. */
const MAX_DAYS = 999_999_999n;

/** `datetime.timedelta(microseconds=microseconds)`. Undefined if Python raises OverflowError. */
export function timedeltaFrom(microseconds: bigint): PyTimedelta | undefined {
  let days = microseconds / DAY_US;
  let rest = microseconds % DAY_US;
  if (rest < 0n) {
    days -= 1n;
    rest += DAY_US;
  }
  if (days > MAX_DAYS || days < -MAX_DAYS) return undefined;
  return {
    py: 'timedelta',
    days: Number(days),
    seconds: Number(rest / SECOND_US),
    microseconds: Number(rest % SECOND_US),
  };
}

/**
 * `timedelta(unit=amount)`. A fraction is rounded half to even, to microseconds. Undefined if Python raises.
 *
 * @param unit microseconds of the unit
 */
export function timedeltaOf(amount: PyValue, unit: number): PyTimedelta | undefined {
  if (typeof amount === 'bigint') return timedeltaFrom(amount * BigInt(unit));
  if (typeof amount === 'boolean') return timedeltaFrom(amount ? BigInt(unit) : 0n);
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return undefined;
  // Python multiplies the whole part exactly, and only the fraction as a float
  const whole = Math.trunc(amount);
  const rest = unit * (amount - whole);
  const exact = BigInt(whole) * BigInt(unit) + BigInt(Math.trunc(rest));
  return timedeltaFrom(exact + roundedToEven(rest - Math.trunc(rest), exact));
}

/** Returns the microsecond that a fraction adds to the whole microseconds, rounded half to even. */
function roundedToEven(fraction: number, whole: bigint): bigint {
  if (Math.abs(fraction) < 0.5) return 0n;
  if (Math.abs(fraction) === 0.5 && whole % 2n === 0n) return 0n;
  return fraction < 0 ? -1n : 1n;
}

/** Microseconds of the whole timedelta. */
export function totalMicroseconds({ days, seconds, microseconds }: PyTimedelta): bigint {
  return BigInt(days) * DAY_US + BigInt(seconds) * SECOND_US + BigInt(microseconds);
}

function splitSeconds(seconds: number): readonly [hours: number, minutes: number, seconds: number] {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
}

/** Django's `duration_iso_string`: microseconds only if they are not zero. Vectors pickle-timedelta*. */
export function durationIso(value: PyTimedelta): string {
  const isNegative = value.days < 0;
  const size = isNegative ? timedeltaFrom(-totalMicroseconds(value)) : value;
  const { days, seconds, microseconds } = size ?? value;
  const [hours, minutes, rest] = splitSeconds(seconds);
  const micro = microseconds === 0 ? '' : `.${zeroPad(microseconds, 6)}`;
  return `${isNegative ? '-' : ''}P${days}DT${zeroPad(hours)}H${zeroPad(minutes)}M${zeroPad(rest)}${micro}S`;
}

/** `str(timedelta)`: `1 day, 2:00:03.000004`. */
export function timedeltaStr({ days, seconds, microseconds }: PyTimedelta): string {
  const [hours, minutes, rest] = splitSeconds(seconds);
  const micro = microseconds === 0 ? '' : `.${zeroPad(microseconds, 6)}`;
  const head = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
  return `${head}${hours}:${zeroPad(minutes)}:${zeroPad(rest)}${micro}`;
}

/** `repr(timedelta)`, which omits zeros. */
export function timedeltaRepr({ days, seconds, microseconds }: PyTimedelta): string {
  const fields = [
    ['days', days],
    ['seconds', seconds],
    ['microseconds', microseconds],
  ] as const;
  const args = fields.filter(([, amount]) => amount !== 0).map(([name, amount]) => `${name}=${amount}`);
  return `datetime.timedelta(${args.length === 0 ? '0' : args.join(', ')})`;
}
