import type { PyTimedelta } from '../value.ts';

const DAY = 86_400_000_000n;
const SECOND = 1_000_000n;
/** Python's `timedelta.max` and `timedelta.min`, in days. */
const MOST_DAYS = 999_999_999n;

/** A timedelta of so many microseconds; undefined where Python raises OverflowError. */
export function timedeltaOf(microseconds: bigint): PyTimedelta | undefined {
  let days = microseconds / DAY;
  let rest = microseconds % DAY;
  if (rest < 0n) {
    days -= 1n;
    rest += DAY;
  }
  if (days > MOST_DAYS || days < -MOST_DAYS) return undefined;
  return { py: 'timedelta', days: Number(days), seconds: Number(rest / SECOND), microseconds: Number(rest % SECOND) };
}

export function totalMicroseconds({ days, seconds, microseconds }: PyTimedelta): bigint {
  return BigInt(days) * DAY + BigInt(seconds) * SECOND + BigInt(microseconds);
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

function clockOf(seconds: number): readonly [hours: number, minutes: number, seconds: number] {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
}

/** Django's `duration_iso_string`: the sign first, microseconds only if not zero. Vectors pickle-timedelta*. */
export function durationIso(value: PyTimedelta): string {
  const isNegative = value.days < 0;
  const size = isNegative ? timedeltaOf(-totalMicroseconds(value)) : value;
  const { days, seconds, microseconds } = size ?? value;
  const [hours, minutes, rest] = clockOf(seconds);
  const micro = microseconds === 0 ? '' : `.${pad(microseconds, 6)}`;
  return `${isNegative ? '-' : ''}P${days}DT${pad(hours)}H${pad(minutes)}M${pad(rest)}${micro}S`;
}

/** `str(timedelta)`: `1 day, 2:00:03.000004`. */
export function timedeltaStr({ days, seconds, microseconds }: PyTimedelta): string {
  const [hours, minutes, rest] = clockOf(seconds);
  const micro = microseconds === 0 ? '' : `.${pad(microseconds, 6)}`;
  const head = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `;
  return `${head}${hours}:${pad(minutes)}:${pad(rest)}${micro}`;
}

/** `repr(timedelta)`, which leaves out what is zero. */
export function timedeltaRepr({ days, seconds, microseconds }: PyTimedelta): string {
  const fields = [
    ['days', days],
    ['seconds', seconds],
    ['microseconds', microseconds],
  ] as const;
  const shown = fields.filter(([, amount]) => amount !== 0).map(([name, amount]) => `${name}=${amount}`);
  return `datetime.timedelta(${shown.length === 0 ? '0' : shown.join(', ')})`;
}
