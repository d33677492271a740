import { isList } from './python-json.ts';
import { pythonNumber } from './python-number.ts';
import type { PythonValue } from './python-value.ts';

/** An exception as Celery's answers show it. */
export interface FakeException {
  /** With its module: `builtins.ValueError`. */
  readonly exc: string;
  /** `ValueError('too large', 5)` */
  readonly repr: string;
}

/**
 * An exception from its class and arguments, in the form of `BaseException.__repr__`: a class with a `__repr__` of its own, or that becomes
 * another when it is rebuilt (`OSError` with an errno), is not imitated.
 */
export function exceptionOf(name: string, args: readonly PythonValue[]): FakeException {
  const exc = name.includes('.') ? name : `builtins.${name}`;
  return { exc, repr: `${exc.slice(exc.lastIndexOf('.') + 1)}(${args.map(pythonRepr).join(', ')})` };
}

/** Python's `repr` of a value. */
export function pythonRepr(value: PythonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return reprOfText(value);
  if (typeof value === 'number' || typeof value === 'bigint') return reprOfNumber(value);
  if (isList(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${reprOfText(key)}: ${pythonRepr(item)}`);
  return `{${entries.join(', ')}}`;
}

function reprOfNumber(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isFinite(value)) return pythonNumber(value);
  return String(value).replace('NaN', 'nan').replace('Infinity', 'inf');
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  [' ', ' '],
]);

function reprOfText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = text.replace(/[\p{C}\p{Z}\\'"]/gu, (char) => {
    if (char === quote) return `\\${char}`;
    return char === "'" || char === '"' ? char : (SHORT.get(char) ?? escaped(char.codePointAt(0) ?? 0));
  });
  return quote + inside + quote;
}

/** The shortest of Python's three forms that fits. */
function escaped(code: number): string {
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
