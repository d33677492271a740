import { isBytes, type PyList, type PyValue } from '../value.ts';
import { checkCount, type Instance, raise } from './constructor.ts';

// Python's three Unicode errors, which check the types of their arguments. Vectors nested-pickle-reject-unicode*.

/** `UnicodeDecodeError(encoding, object, start, end, reason)` */
export function unicodeDecodeError(args: PyList): Instance {
  const [encoding, object = null, ...others] = checkCount(args, 5, 5);
  const range = toRange(others);
  if (typeof encoding !== 'string' || !isBytes(object)) return raise();
  const byte = range.isSingle ? object.bytes[range.start] : undefined;
  const what = byte === undefined ? 'bytes' : `byte 0x${hex(byte, 2)}`;
  return {
    args,
    describe: { str: () => `'${encoding}' codec can't decode ${what} in ${where(range, byte !== undefined)}` },
  };
}

/** `UnicodeEncodeError(encoding, object, start, end, reason)` */
export function unicodeEncodeError(args: PyList): Instance {
  const [encoding, object, ...others] = checkCount(args, 5, 5);
  const range = toRange(others);
  if (typeof encoding !== 'string' || typeof object !== 'string') return raise();
  return { args, describe: { str: () => `'${encoding}' codec can't encode ${characters(object, range)}` } };
}

/** `UnicodeTranslateError(object, start, end, reason)` */
export function unicodeTranslateError(args: PyList): Instance {
  const [object, ...others] = checkCount(args, 4, 4);
  const range = toRange(others);
  if (typeof object !== 'string') return raise();
  return { args, describe: { str: () => `can't translate ${characters(object, range)}` } };
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly isSingle: boolean;
  readonly reason: string;
}

function toRange([first, last, reason]: PyList): Range {
  if (!isInt(first) || !isInt(last) || typeof reason !== 'string') return raise();
  const [start, end] = [Number(first), Number(last)];
  return { start, end, isSingle: end === start + 1, reason };
}

function isInt(value: PyValue | undefined): value is bigint | boolean {
  return typeof value === 'bigint' || typeof value === 'boolean';
}

/** Python's description of the invalid characters of a text. */
function characters(text: string, range: Range): string {
  const character = range.isSingle ? [...text][range.start] : undefined;
  if (character === undefined) return `characters in ${where(range, false)}`;
  const code = character.codePointAt(0) ?? 0;
  const escaped = code <= 0xff ? `\\x${hex(code, 2)}` : code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  return `character '${escaped}' in ${where(range, true)}`;
}

function where({ start, end, reason }: Range, isSingle: boolean): string {
  return `position ${isSingle ? start : `${start}-${end - 1}`}: ${reason}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
