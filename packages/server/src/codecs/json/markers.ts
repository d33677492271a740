import { decodeBase64 } from '../base64.ts';
import { DecodeFault } from '../fault.ts';
import { isDict, type PyDict, type PyValue } from '../value.ts';
import { decimalText } from './decimal.ts';
import { dateFromIso, dateTimeFromIso, timeFromIso } from './from-iso-format.ts';

/**
 * kombu's `object_hook`: an object with exactly the keys `__type__` and `__value__` is a typed value. An unknown type or a
 * bad value is a fault on every view. Vectors value-datetime-*, text-marker-*.
 */
export function typedValue(object: PyDict): PyValue {
  if (object.size !== 2 || !object.has('__type__') || !object.has('__value__')) return object;
  const type = object.get('__type__');
  const value = object.get('__value__') ?? null;
  const reader = typeof type === 'string' ? READERS.get(type) : undefined;
  const read = reader?.(value);
  if (read === undefined) throw new DecodeFault('json', 'a typed value that kombu does not know, or not in this form');
  return read;
}

type Reader = (value: PyValue) => PyValue | undefined;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['datetime', (value) => (typeof value === 'string' ? dateTimeFromIso(value) : undefined)],
  ['date', (value) => (typeof value === 'string' ? dateFromIso(value) : undefined)],
  ['time', (value) => (typeof value === 'string' ? timeFromIso(value) : undefined)],
  ['decimal', readDecimal],
  ['uuid', readUuid],
  ['bytes', (value) => (typeof value === 'string' ? { py: 'bytes', bytes: encodeUtf8(value) } : undefined)],
  ['base64', (value) => (typeof value === 'string' ? { py: 'bytes', bytes: decodeBase64(ascii(value)) } : undefined)],
]);

function readDecimal(value: PyValue): PyValue | undefined {
  const text = decimalText(value);
  return text === undefined ? undefined : { py: 'decimal', text };
}

/** `uuid.UUID(**value)`: `hex` is what kombu writes, `int` is taken as well. */
function readUuid(value: PyValue): PyValue | undefined {
  if (!isDict(value) || value.size !== 1) return undefined;
  const hex = value.get('hex');
  const int = value.get('int');
  if (typeof int === 'bigint' && int >= 0n && int < 1n << 128n) return uuid(int.toString(16).padStart(32, '0'));
  if (typeof hex !== 'string') return undefined;
  const digits = hex
    .replaceAll('urn:', '')
    .replaceAll('uuid:', '')
    .replace(/^[{}]+|[{}]+$/g, '')
    .replaceAll('-', '');
  return /^[0-9a-fA-F]{32}$/.test(digits) ? uuid(digits.toLowerCase()) : undefined;
}

function uuid(digits: string): PyValue {
  return { py: 'uuid', text: digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') };
}

function encodeUtf8(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new DecodeFault('json', 'a lone surrogate in bytes');
  return new TextEncoder().encode(text);
}

function ascii(text: string): string {
  if (!text.isWellFormed()) throw new DecodeFault('base64', 'a lone surrogate');
  return text;
}
