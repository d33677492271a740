import { isDict, isList, type PyValue } from '../value.ts';
import { repr, str } from './repr.ts';

/**
 * Python's `left % right` where `left` is a text or a number, or undefined where that raises. A text may ask for `%s`, `%r`, `%d` and `%%`,
 * by name or not: flags and widths are not known.
 */
export function percent(left: PyValue, right: PyValue): PyValue | undefined {
  return typeof left === 'string' ? formatted(left, right) : remainder(left, right);
}

/** `(?:$)` takes a `%` that ends the text. */
const CONVERSION = /%(?:\(([^()]*)\))?([srd%]|.|$)/gsu;

function formatted(text: string, right: PyValue): string | undefined {
  const args = isTuple(right) ? right.items : [right];
  let taken = 0;
  let raises = false;
  const made = text.replace(CONVERSION, (_, key: string | undefined, kind: string) => {
    if (kind === '%' && key === undefined) return '%';
    const value = key === undefined ? args[taken] : isDict(right) ? right.get(key) : undefined;
    if (key === undefined) taken += 1;
    const shown = value === undefined ? undefined : converted(value, kind);
    raises ||= shown === undefined;
    return shown ?? '';
  });
  // what can be asked by key may go unused
  const isUnused = taken < args.length && !isDict(right) && !isList(right);
  return raises || isUnused ? undefined : made;
}

function converted(value: PyValue, kind: string): string | undefined {
  if (kind === 's') return str(value);
  if (kind === 'r') return repr(value);
  if (kind !== 'd') return undefined;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(BigInt(value));
  return typeof value === 'number' && Number.isFinite(value) ? String(BigInt(Math.trunc(value))) : undefined;
}

/** The sign is that of the divisor. */
function remainder(left: PyValue, right: PyValue): PyValue | undefined {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === 'bigint' && typeof b === 'bigint') return ((a % b) + b) % b;
  const [dividend, divisor] = [Number(a), Number(b)];
  if (!Number.isFinite(divisor) && Number.isFinite(dividend) && dividend !== 0)
    return Math.sign(dividend) === Math.sign(divisor) ? dividend : divisor;
  const rest = dividend % divisor;
  if (rest === 0) return divisor < 0 ? -0 : 0;
  return Math.sign(rest) === Math.sign(divisor) ? rest : rest + divisor;
}

function numberOf(value: PyValue): bigint | number | undefined {
  if (typeof value === 'boolean') return BigInt(value);
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
}

function isTuple(value: PyValue): value is Extract<PyValue, { py: 'tuple' }> {
  return typeof value === 'object' && value !== null && 'py' in value && value.py === 'tuple';
}
