import { pythonNumber } from './python-number.ts';
import type { PythonValue } from './python-value.ts';

/**
 * Writes JSON as Python's `json.dumps` does: separators `", "` and `": "`, ASCII only, bare NaN and infinities.
 * `strict`: JSON of RFC 8259, with null for NaN and the infinities.
 */
export function pythonJson(value: PythonValue, options: { readonly strict?: boolean } = {}): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return jsonString(value);
  if (typeof value === 'number' || typeof value === 'bigint') return jsonNumber(value, options);
  if (isList(value)) return `[${value.map((item) => pythonJson(item, options)).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${jsonString(key)}: ${pythonJson(item, options)}`);
  return `{${entries.join(', ')}}`;
}

/** Returns whether a value is a list. `Array.isArray` does not narrow a union with a readonly array. */
export function isList(value: PythonValue): value is readonly PythonValue[] {
  return Array.isArray(value);
}

function jsonString(text: string): string {
  // JSON.stringify already escapes lone surrogates
  return JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function jsonNumber(value: number | bigint, { strict = false }: { readonly strict?: boolean }): string {
  if (typeof value === 'bigint' || Number.isFinite(value)) return pythonNumber(value);
  return strict ? 'null' : String(value);
}
