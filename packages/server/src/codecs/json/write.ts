import { NotSerializable } from '../fault.ts';
import { floatJson } from '../python/float.ts';
import { dateIso, dateTimeIso, timeIso } from '../python/iso.ts';
import { durationIso } from '../python/timedelta.ts';
import { isDict, isList, NEGATIVE_ZERO, type PyDateTime, type PyTagged, type PyValue } from '../value.ts';
import { MAX_DEPTH, MAX_INT_DIGITS } from './read.ts';

const TOO_LARGE = 10n ** BigInt(MAX_INT_DIGITS);

/** What does not stand for itself: in nearly all ids and states nothing. */
const SPECIAL = /[^ !#-[\]-~]/;

/** A string as Django's `json.dumps` writes it: ASCII only, everything outside 0x20..0x7E as lower-case `\uNNNN`. */
export function writeString(text: string): string {
  if (!SPECIAL.test(text)) return `"${text}"`;
  // JavaScript escapes as Python does, but leaves DEL and what is not ASCII: vector value-text-del-c1
  return JSON.stringify(text).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * A value as `JsonResponse` writes it (DjangoJSONEncoder, `", "` and `": "`).
 *
 * @throws {@link NotSerializable} where Django raises TypeError or ValueError
 */
export function writeJson(value: PyValue): string {
  const parts: string[] = [];
  write(value, parts, 0);
  return parts.join('');
}

function write(value: PyValue, parts: string[], depth: number): void {
  if (value === null) parts.push('null');
  else if (typeof value === 'string') parts.push(writeString(value));
  else if (typeof value === 'number') parts.push(floatJson(value));
  else if (typeof value === 'bigint') parts.push(intJson(value));
  else if (typeof value === 'boolean') parts.push(String(value));
  // a value that holds itself ends here too
  else if (depth > MAX_DEPTH) throw new NotSerializable('it is nested too deeply');
  else if (isList(value)) writeList(value, parts, depth + 1);
  else if (isDict(value)) writeDict(value, parts, depth + 1);
  else if (value.py === 'tuple') writeList(value.items, parts, depth + 1);
  else if (value.py === 'mapping') writeDict(value.entries, parts, depth + 1);
  else parts.push(writeString(taggedText(value)));
}

function writeList(items: readonly PyValue[], parts: string[], depth: number): void {
  parts.push('[');
  let first = true;
  for (const item of items) {
    if (!first) parts.push(', ');
    write(item, parts, depth);
    first = false;
  }
  parts.push(']');
}

function writeDict(entries: ReadonlyMap<PyValue, PyValue>, parts: string[], depth: number): void {
  let first = true;
  for (const [key, item] of entries) {
    parts.push(first ? '{' : ', ', writeString(keyText(key)), ': ');
    write(item, parts, depth);
    first = false;
  }
  parts.push(first ? '{}' : '}');
}

/** Python refuses to write integers that it would not read. */
function intJson(value: bigint): string {
  if (value >= TOO_LARGE || value <= -TOO_LARGE) throw new NotSerializable('an integer of too many digits');
  return String(value);
}

/** Keys that are not text are written as text: vectors pickle-int-keys, pickle-clashing-keys. */
function keyText(key: PyValue): string {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  if (typeof key === 'number') return floatJson(key);
  if (typeof key === 'bigint') return intJson(key);
  if (typeof key === 'boolean') return String(key);
  if (key === NEGATIVE_ZERO) return NEGATIVE_ZERO.text;
  throw new NotSerializable('a key that is no text, number, bool or None');
}

function taggedText(value: PyTagged): string {
  switch (value.py) {
    case 'date':
      return dateIso(value);
    case 'datetime':
      return dateTimeJson(value);
    case 'time':
      if (value.offset !== null) throw new NotSerializable('a time with an offset');
      return timeIso(value).slice(0, 'HH:MM:SS.fff'.length);
    case 'timedelta':
      return durationIso(value);
    case 'decimal':
    case 'uuid':
      return value.text;
    default:
      throw new NotSerializable(`a value of Python's type ${value.py}`);
  }
}

/** Microseconds, if not zero, are cut to milliseconds, and UTC is Z: vectors value-datetime-*. An offset keeps its own. */
function dateTimeJson(value: PyDateTime): string {
  const iso = dateTimeIso(value);
  const cut = value.microsecond === 0 ? iso : iso.slice(0, 23) + iso.slice(26);
  return cut.replace(/\+00:00$/, 'Z');
}
