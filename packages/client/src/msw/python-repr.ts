import { isList } from './python-json.ts';
import { pythonNumber } from './python-number.ts';
import type { PythonValue } from './python-value.ts';

/** The class and the `repr` of an exception, as in a response. */
export interface FakeException {
  /** Full class name: `builtins.ValueError`. */
  readonly exc: string;
  /** Such as `ValueError('too large', 5)`. */
  readonly repr: string;
}

/**
 * Creates an exception with the `repr` of `BaseException.__repr__`. Two kinds of classes are not imitated: classes
 * with their own `__repr__`, and classes whose constructor returns another class, such as `OSError` with an errno.
 */
export function createException(name: string, args: readonly PythonValue[]): FakeException {
  const exc = name.includes('.') ? name : `builtins.${name}`;
  return { exc, repr: `${exc.slice(exc.lastIndexOf('.') + 1)}(${args.map(pythonRepr).join(', ')})` };
}

/** Writes a value as Python's `repr` does. */
export function pythonRepr(value: PythonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return textRepr(value);
  if (typeof value === 'number' || typeof value === 'bigint') return numberRepr(value);
  if (isList(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${textRepr(key)}: ${pythonRepr(item)}`);
  return `{${entries.join(', ')}}`;
}

function numberRepr(value: number | bigint): string {
  if (typeof value === 'bigint' || Number.isFinite(value)) return pythonNumber(value);
  return String(value).replace('NaN', 'nan').replace('Infinity', 'inf');
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  [' ', ' '],
]);

function textRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\p{C}\p{Z}\\'"]/gu, (char) => {
    if (char === quote) return `\\${char}`;
    return char === "'" || char === '"' ? char : (SHORT_ESCAPES.get(char) ?? escapeCode(char.codePointAt(0) ?? 0));
  });
  return quote + escaped + quote;
}

/** Escapes a code point in the shortest of Python's three forms. */
function escapeCode(code: number): string {
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
