import { decodeBase64 } from '../base64.ts';
import { DecodeError } from '../errors.ts';
import { createUnknown } from '../pickle/unknown.ts';
import { decimalText } from '../python/decimal.ts';
import { dateFromIso, dateTimeFromIso, timeFromIso } from '../python/from-iso-format.ts';
import { iterate } from '../python/iterate.ts';
import { timedeltaOf } from '../python/timedelta.ts';
import { uuidFromArguments } from '../python/uuid.ts';
import type { PyValue } from '../value.ts';
import { type JsonType, type JsonTypes, type KombuType, MICROSECONDS } from './json-types.ts';
import type { ObjectHook } from './read.ts';

/**
 * Creates kombu's `object_hook`: it decodes an object with exactly the keys `__type__` and `__value__`, and returns any
 * other object unchanged. Vectors value-datetime-*, text-marker-*. As in kombu, a registered type replaces kombu's own
 * type with the same marker. Vectors custom-json-type, registered-*.
 *
 * The hook throws {@link DecodeError} for an unknown type or an invalid value.
 */
export function createTypedValue(types: JsonTypes = {}): ObjectHook {
  const registered = Object.entries(types).map(([marker, type]) => [marker, decoderOf(marker, type)] as const);
  const decoders: ReadonlyMap<PyValue, Decoder> = new Map([...Object.entries(DECODERS), ...registered]);
  return (object) => {
    if (object.size !== 2 || !object.has('__type__') || !object.has('__value__')) return object;
    const decoded = decoders.get(object.get('__type__') ?? null)?.(object.get('__value__') ?? null);
    if (decoded === undefined) throw new DecodeError('json', 'a typed value with an unknown type or an invalid form');
    return decoded;
  };
}

/** Undefined for a value that the decoder refuses. */
type Decoder = (value: PyValue) => PyValue | undefined;

function decoderOf(marker: string, type: JsonType): Decoder {
  switch (type.is) {
    case 'value':
      return (value) => value;
    case 'timedelta':
      return (value) => timedeltaOf(value, MICROSECONDS[type.unit]);
    case 'tuple':
      return (value) => {
        const items = iterate(value);
        return items && { py: 'tuple', items };
      };
    case 'object':
      return () => createUnknown({ module: 'builtins', qualname: marker }, []);
    default:
      return DECODERS[type.is];
  }
}

const DECODERS: Readonly<Record<KombuType, Decoder>> = {
  datetime: (value) => (typeof value === 'string' ? dateTimeFromIso(value) : undefined),
  date: (value) => (typeof value === 'string' ? dateFromIso(value) : undefined),
  time: (value) => (typeof value === 'string' ? timeFromIso(value) : undefined),
  decimal: readDecimal,
  uuid: readUuid,
  bytes: (value) => (typeof value === 'string' ? { py: 'bytes', bytes: encodeUtf8(value) } : undefined),
  base64: (value) =>
    typeof value === 'string' ? { py: 'bytes', bytes: decodeBase64(withoutSurrogates(value)) } : undefined,
};

/** kombu's hook without registered types. */
export const typedValue: ObjectHook = createTypedValue();

function readDecimal(value: PyValue): PyValue | undefined {
  const text = decimalText(value);
  return text === undefined ? undefined : { py: 'decimal', text };
}

function readUuid(value: PyValue): PyValue | undefined {
  const text = uuidFromArguments(value);
  return text === undefined ? undefined : { py: 'uuid', text };
}

function encodeUtf8(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new DecodeError('json', 'a lone surrogate in bytes');
  return new TextEncoder().encode(text);
}

function withoutSurrogates(text: string): string {
  if (!text.isWellFormed()) throw new DecodeError('base64', 'a lone surrogate');
  return text;
}
