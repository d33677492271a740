import { isBytes, isDict, isList, type PyDict, type PyValue } from '../value.ts';
import { asciiDigits, stripSpaces } from './spaces.ts';

/** `str(uuid.UUID(hex=digits))` for 32 lower-case hexadecimal digits. */
export function uuidFromHex(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** `str(uuid.UUID(int=int))`. Undefined if Python raises ValueError. */
export function uuidFromInt(int: bigint): string | undefined {
  return int >= 0n && int < 1n << 128n ? uuidFromHex(int.toString(16).padStart(32, '0')) : undefined;
}

/** The arguments of `uuid.UUID` that give its value. Exactly one of them is not None. */
const SOURCES = ['hex', 'bytes', 'bytes_le', 'fields', 'int'] as const;
const OTHER_ARGUMENTS: ReadonlySet<PyValue> = new Set([...SOURCES, 'version', 'is_safe']);

/** `str(uuid.UUID(**value))`, which kombu calls. Undefined if Python raises. Vectors uuid-*. */
export function uuidFromArguments(value: PyValue): string | undefined {
  if (!isDict(value) || ![...value.keys()].every((key) => OTHER_ARGUMENTS.has(key))) return undefined;
  const given = SOURCES.filter((name) => (value.get(name) ?? null) !== null);
  const [name] = given;
  const int = given.length === 1 && name ? READERS[name](value.get(name) ?? null) : undefined;
  return int === undefined || int < 0n || int >> 128n !== 0n ? undefined : withVersion(int, value);
}

function withVersion(int: bigint, value: PyDict): string | undefined {
  const version = toInt(value.get('version') ?? null);
  if (version === null) return uuidFromInt(int);
  if (typeof version !== 'bigint' || version < 1n || version > 8n) return undefined;
  const variant = 0xc000n << 48n;
  const cleared = int & ~(variant | (0xf000n << 64n));
  return uuidFromInt(cleared | (0x8000n << 48n) | (version << 76n));
}

const READERS: Readonly<Record<(typeof SOURCES)[number], (value: PyValue) => bigint | undefined>> = {
  hex: intFromHex,
  bytes: (value) => intFromBytes(value),
  bytes_le: (value) => intFromBytes(value, [3, 2, 1, 0, 5, 4, 7, 6]),
  fields: intFromFields,
  int: (value) => {
    const int = toInt(value);
    return typeof int === 'bigint' ? int : undefined;
  },
};

/** Parses `hex`. Python ignores a `urn:uuid:` prefix, braces and dashes, and reads the rest as `int(hex, 16)`. */
function intFromHex(value: PyValue): bigint | undefined {
  if (typeof value !== 'string') return undefined;
  const digits = withoutBraces(value.replaceAll('urn:', '').replaceAll('uuid:', '')).replaceAll('-', '');
  if ([...digits].length !== 32) return undefined;
  const [, prefix = '', number = ''] =
    /^\+?(0[xX]_?)?([0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)$/.exec(asciiDigits(stripSpaces(digits))) ?? [];
  return number === '' && prefix === '' ? undefined : BigInt(`0x${number.replaceAll('_', '')}`);
}

/** Python's `strip('{}')`. A regular expression would take quadratic time for many braces in the middle. */
function withoutBraces(text: string): string {
  const isBrace = (at: number): boolean => text[at] === '{' || text[at] === '}';
  let [start, end] = [0, text.length];
  while (start < end && isBrace(start)) start += 1;
  while (end > start && isBrace(end - 1)) end -= 1;
  return text.slice(start, end);
}

/** @param order of the first bytes, for UUIDs whose first three fields are little-endian */
function intFromBytes(value: PyValue, order: readonly number[] = []): bigint | undefined {
  if (!isBytes(value) || value.bytes.length !== 16) return undefined;
  const bytes = Array.from(value.bytes, (byte, at) => value.bytes[order[at] ?? at] ?? byte);
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

const FIELD_BITS = [32n, 16n, 16n, 8n, 8n, 48n] as const;

function intFromFields(value: PyValue): bigint | undefined {
  if (!isList(value) || value.length !== FIELD_BITS.length) return undefined;
  let int = 0n;
  for (const [at, bits] of FIELD_BITS.entries()) {
    const field = toInt(value[at] ?? null);
    if (typeof field !== 'bigint' || field < 0n || field >> bits !== 0n) return undefined;
    int = (int << bits) | field;
  }
  return int;
}

/** Converts a bool to an int, since a bool is an int in Python. */
function toInt(value: PyValue): PyValue {
  return typeof value === 'boolean' ? BigInt(value) : value;
}
