import { isDict, isList, type PyDate, type PyDateTime, type PyTagged, type PyTime, type PyValue } from '../value.ts';
import { floatRepr } from './float.ts';
import { dateIso, dateTimeIso, timeIso } from './iso.ts';

/** Python's `repr(value)`. */
export function repr(value: PyValue): string {
  const parts: string[] = [];
  write(value, parts);
  return parts.join('');
}

/** Python's `str(value)`. */
export function str(value: PyValue): string {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object' || isList(value) || isDict(value)) return repr(value);
  return taggedStr(value);
}

function taggedStr(value: PyTagged): string {
  switch (value.py) {
    case 'decimal':
    case 'uuid':
      return value.text;
    case 'date':
      return dateIso(value);
    case 'time':
      return timeIso(value);
    case 'datetime':
      return dateTimeIso(value, ' ');
    default:
      return repr(value);
  }
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

/** Python's `repr` of a str: single quotes unless the text has `'` and no `"`. */
export function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\\p{C}\p{Z}'"]/gu, (char) => {
    if (char === ' ' || ((char === "'" || char === '"') && char !== quote)) return char;
    return SHORT.get(char) ?? (char === quote ? `\\${char}` : codeEscape(char.codePointAt(0) ?? 0));
  });
  return quote + escaped + quote;
}

function codeEscape(code: number): string {
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Python's `repr` of bytes. */
export function bytesRepr(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[^ -~]|[\\'"]/g, (char) => {
    if ((char === "'" || char === '"') && char !== quote) return char;
    return SHORT.get(char) ?? (char === quote ? `\\${char}` : codeEscape(char.charCodeAt(0)));
  });
  return `b${quote}${escaped}${quote}`;
}

function write(value: PyValue, parts: string[]): void {
  if (value === null) parts.push('None');
  else if (typeof value === 'boolean') parts.push(value ? 'True' : 'False');
  else if (typeof value === 'string') parts.push(stringRepr(value));
  else if (typeof value === 'bigint') parts.push(String(value));
  else if (typeof value === 'number') parts.push(floatRepr(value));
  else if (isList(value)) writeItems(value, ['[', ']'], parts);
  else if (isDict(value)) writeDict(value, parts);
  else writeTagged(value, parts);
}

function writeItems(items: readonly PyValue[], [open, close]: readonly [string, string], parts: string[]): void {
  parts.push(open);
  let first = true;
  for (const item of items) {
    if (!first) parts.push(', ');
    write(item, parts);
    first = false;
  }
  parts.push(close);
}

function writeDict(entries: ReadonlyMap<PyValue, PyValue>, parts: string[]): void {
  let first = true;
  for (const [key, item] of entries) {
    parts.push(first ? '{' : ', ');
    write(key, parts);
    parts.push(': ');
    write(item, parts);
    first = false;
  }
  parts.push(first ? '{}' : '}');
}

function writeTagged(value: PyTagged, parts: string[]): void {
  if (value.py === 'tuple') writeItems(value.items, ['(', value.items.length === 1 ? ',)' : ')'], parts);
  else if ('items' in value) writeSet(value, parts);
  else if (value.py === 'bytes') parts.push(bytesRepr(value.bytes));
  else if ('text' in value) parts.push(`${value.py === 'decimal' ? 'Decimal' : 'UUID'}('${value.text}')`);
  else parts.push(clockRepr(value));
}

function writeSet({ py, items }: Extract<PyTagged, { py: 'set' | 'frozenset' }>, parts: string[]): void {
  if (items.length === 0) parts.push(`${py}()`);
  else writeItems(items, py === 'set' ? ['{', '}'] : ['frozenset({', '})'], parts);
}

function clockRepr(value: PyDate | PyTime | PyDateTime): string {
  if (value.py === 'date') return `datetime.date(${value.year}, ${value.month}, ${value.day})`;
  const date = value.py === 'datetime' ? [value.year, value.month, value.day] : [];
  const numbers = [...date, value.hour, value.minute];
  // seconds and microseconds are left out when zero; seconds stay if microseconds follow
  if (value.second !== 0 || value.microsecond !== 0) numbers.push(value.second);
  if (value.microsecond !== 0) numbers.push(value.microsecond);
  const fold = value.fold === 1 ? ', fold=1' : '';
  const zone = value.offset === null ? '' : `, tzinfo=${zoneRepr(value.offset)}`;
  return `datetime.${value.py}(${numbers.join(', ')}${fold}${zone})`;
}

function zoneRepr(offset: number): string {
  if (offset === 0) return 'datetime.timezone.utc';
  const day = 86_400_000_000;
  const days = Math.floor(offset / day);
  const rest = offset - days * day;
  const fields = [
    ['days', days],
    ['seconds', Math.floor(rest / 1_000_000)],
    ['microseconds', rest % 1_000_000],
  ] as const;
  const shown = fields.filter(([, amount]) => amount !== 0).map(([name, amount]) => `${name}=${amount}`);
  return `datetime.timezone(datetime.timedelta(${shown.join(', ')}))`;
}
