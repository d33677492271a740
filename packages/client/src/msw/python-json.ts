import { pythonNumber } from './python-number.ts';
import type { PythonValue } from './python-value.ts';

/**
 * JSON text as Python writes it: `", "` and `": "`, ASCII only, NaN and the infinities bare. With `strict`, as JSON of RFC 8259: those are
 * null then.
 */
export function pythonJson(value: PythonValue, options: { readonly strict?: boolean } = {}): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return jsonString(value);
  if (typeof value === 'number' || typeof value === 'bigint') return jsonNumber(value, options);
  if (isList(value)) return `[${value.map((item) => pythonJson(item, options)).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${jsonString(key)}: ${pythonJson(item, options)}`);
  return `{${entries.join(', ')}}`;
}

/** `Array.isArray` does not narrow readonly arrays out of a union. */
export function isList(value: PythonValue): value is readonly PythonValue[] {
  return Array.isArray(value);
}

function jsonString(text: string): string {
  const short = JSON.stringify(text);
  // well-formed `JSON.stringify` has escaped lone surrogates already
  return short.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function jsonNumber(value: number | bigint, { strict = false }: { readonly strict?: boolean }): string {
  if (typeof value === 'bigint' || Number.isFinite(value)) return pythonNumber(value);
  return strict ? 'null' : String(value);
}
