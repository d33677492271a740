import { jsonString } from '../../lib/json-string.ts';
import { NotSerializableError } from '../errors.ts';
import { classStr } from '../exceptions/class-name.ts';
import { isUnknown } from '../pickle/unknown.ts';
import { floatJson } from '../python/float.ts';
import { dateIso, dateTimeIso, timeIso } from '../python/iso-format.ts';
import { durationIso } from '../python/timedelta.ts';
import { isDict, isList, isTagged, NEGATIVE_ZERO, type PyDateTime, type PyTagged, type PyValue } from '../value.ts';
import { MAX_DEPTH, MAX_INT_DIGITS } from './read.ts';

const TOO_LARGE = 10n ** BigInt(MAX_INT_DIGITS);

/**
 * Writes a value as Django's `JsonResponse` does: with DjangoJSONEncoder, and with `", "` and `": "` as separators.
 *
 * @throws {@link NotSerializableError} if Django raises TypeError or ValueError
 */
export function writeJson(value: PyValue): string {
  const chunks: string[] = [];
  write(value, { chunks, open: new Set() }, 0);
  return chunks.join('');
}

interface Output {
  readonly chunks: string[];
  /** The lists and dicts that contain the value that is being written. */
  readonly open: Set<object>;
}

function write(value: PyValue, output: Output, depth: number): void {
  const { chunks } = output;
  if (value === null) chunks.push('null');
  else if (typeof value === 'string') chunks.push(jsonString(value));
  else if (typeof value === 'number') chunks.push(floatJson(value));
  else if (typeof value === 'bigint') chunks.push(intJson(value));
  else if (typeof value === 'boolean') chunks.push(String(value));
  else if (depth > MAX_DEPTH) throw new NotSerializableError('it is nested too deeply');
  else if (isList(value)) writeList(value, output, depth + 1);
  else if (isDict(value)) writeDict(value, output, depth + 1);
  else if (value.py === 'tuple') writeList(value.items, output, depth + 1);
  else if (value.py === 'mapping') writeDict(value.entries, output, depth + 1);
  else chunks.push(jsonString(taggedText(value)));
}

function writeList(items: readonly PyValue[], output: Output, depth: number): void {
  const { chunks } = output;
  enter(items, output);
  chunks.push('[');
  let first = true;
  for (const item of items) {
    if (!first) chunks.push(', ');
    write(item, output, depth);
    first = false;
  }
  chunks.push(']');
  output.open.delete(items);
}

/** Starts a container. Like Python's encoder, it refuses a value that contains itself. */
function enter(container: object, { open }: Output): void {
  if (open.has(container)) throw new NotSerializableError('it contains itself');
  open.add(container);
}

function writeDict(entries: ReadonlyMap<PyValue, PyValue>, output: Output, depth: number): void {
  const { chunks } = output;
  enter(entries, output);
  let first = true;
  for (const [key, item] of entries) {
    chunks.push(first ? '{' : ', ', jsonString(keyText(key)), ': ');
    write(item, output, depth);
    first = false;
  }
  chunks.push(first ? '{}' : '}');
  output.open.delete(entries);
}

/** Writes an integer. Like Python, it refuses integers that are too long to be read again. */
function intJson(value: bigint): string {
  if (value >= TOO_LARGE || value <= -TOO_LARGE) throw new NotSerializableError('an integer with too many digits');
  return String(value);
}

/**
 * Returns the text of a key. Python also writes keys of other types as text: vectors pickle-int-keys,
 * pickle-clashing-keys.
 */
function keyText(key: PyValue): string {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  if (typeof key === 'number') return floatJson(key);
  if (typeof key === 'bigint') return intJson(key);
  if (typeof key === 'boolean') return String(key);
  if (isTagged(key) && key.py === 'text') return key.text;
  if (key === NEGATIVE_ZERO) return NEGATIVE_ZERO.text;
  if (isTagged(key) && isUnknown(key)) throw new NotSerializableError(`a key of ${classStr(key.type)}`);
  throw new NotSerializableError('a key that is not a text, number, bool or None');
}

function taggedText(value: PyTagged): string {
  switch (value.py) {
    case 'date':
      return dateIso(value);
    case 'datetime':
      return dateTimeJson(value);
    case 'time':
      if (value.offset !== null) throw new NotSerializableError('a time with an offset');
      return timeIso(value).slice(0, 'HH:MM:SS.fff'.length);
    case 'timedelta':
      return durationIso(value);
    case 'decimal':
    case 'uuid':
    case 'text':
      return value.text;
    default:
      if (isUnknown(value)) throw new NotSerializableError(`a value of ${classStr(value.type)}`);
      throw new NotSerializableError(`a value of Python's type ${value.py}`);
  }
}

/**
 * Writes a datetime. Django truncates microseconds to milliseconds and writes UTC as Z: vectors value-datetime-*. It
 * does not truncate the microseconds of an offset.
 */
function dateTimeJson(value: PyDateTime): string {
  const iso = dateTimeIso(value);
  const cut = value.microsecond === 0 ? iso : iso.slice(0, 23) + iso.slice(26);
  return cut.replace(/\+00:00$/, 'Z');
}
