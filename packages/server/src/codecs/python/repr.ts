import { DecodeFault } from '../fault.ts';
import {
  isDict,
  isList,
  type PyDate,
  type PyDateTime,
  type PyList,
  type PyMapping,
  type PyTagged,
  type PyTime,
  type PyValue,
} from '../value.ts';
import { floatRepr } from './float.ts';
import { dateIso, dateTimeIso, timeIso } from './iso.ts';
import { timedeltaOf, timedeltaRepr, timedeltaStr } from './timedelta.ts';

/** Python's `repr(value)`. @throws DecodeFault for nesting that Python gives up on too */
export function repr(value: PyValue): string {
  return new Writer().text(value);
}

/** `(a, b)` as `BaseException.__repr__` shows arguments: one argument has no comma. */
export function argsRepr(args: PyList): string {
  return `(${args.map(repr).join(', ')})`;
}

/** `BaseException.__str__` */
export function argsStr(args: PyList): string {
  const [only] = args;
  if (args.length === 1 && only !== undefined) return str(only);
  return args.length === 0 ? '' : argsRepr(args);
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
    case 'timedelta':
      return timedeltaStr(value);
    case 'exception':
      return argsStr(value.args);
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

/** Text that stands for itself: looking for every other character that Python escapes takes several times as long. */
const PLAIN = /^[ !#-&(-[\]-~]*$/;

/** Python's `repr` of a str: single quotes unless the text has `'` and no `"`. */
export function stringRepr(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
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

/** Python's `repr` of bytes; that of a bytearray escapes `'` between double quotes too. */
export function bytesRepr(bytes: Uint8Array, isArray = false): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[^ -~]|[\\'"]/g, (char) => {
    if (char === quote || (char === "'" && isArray)) return `\\${char}`;
    return char === "'" || char === '"' ? char : (SHORT.get(char) ?? codeEscape(char.charCodeAt(0)));
  });
  return `b${quote}${escaped}${quote}`;
}

/** Python's own limit is 1,000 in most releases. */
const MOST_LEVELS = 1_000;

/** One repr, with the containers that it is in. */
class Writer {
  readonly #parts: string[] = [];
  readonly #open: object[] = [];

  text(value: PyValue): string {
    this.#write(value);
    return this.#parts.join('');
  }

  #write(value: PyValue): void {
    if (value === null) this.#parts.push('None');
    else if (typeof value === 'boolean') this.#parts.push(value ? 'True' : 'False');
    else if (typeof value === 'string') this.#parts.push(stringRepr(value));
    else if (typeof value === 'bigint') this.#parts.push(String(value));
    else if (typeof value === 'number') this.#parts.push(floatRepr(value));
    else if (isList(value)) this.#items(value, value, ['[', ']'], '[...]');
    else if (isDict(value)) this.#dict(value, value, ['{', '}'], '{...}');
    else this.#tagged(value);
  }

  /** Whether the container is none of those that are being written. */
  #enter(container: object, ellipsis: string): boolean {
    if (this.#open.includes(container)) {
      this.#parts.push(ellipsis);
      return false;
    }
    if (this.#open.push(container) > MOST_LEVELS) throw new DecodeFault('repr', 'it is nested too deeply');
    return true;
  }

  #items(container: object, items: PyList, [open, close]: readonly [string, string], ellipsis: string): void {
    if (!this.#enter(container, ellipsis)) return;
    this.#parts.push(open);
    let first = true;
    for (const item of items) {
      if (!first) this.#parts.push(', ');
      this.#write(item);
      first = false;
    }
    this.#parts.push(close);
    this.#open.pop();
  }

  #dict(
    container: object,
    entries: Iterable<readonly [PyValue, PyValue]>,
    [open, close]: readonly [string, string],
    ellipsis: string,
  ): void {
    if (!this.#enter(container, ellipsis)) return;
    this.#parts.push(open);
    let first = true;
    for (const [key, item] of entries) {
      if (!first) this.#parts.push(', ');
      this.#write(key);
      this.#parts.push(': ');
      this.#write(item);
      first = false;
    }
    this.#parts.push(close);
    this.#open.pop();
  }

  #tagged(value: PyTagged): void {
    const shape = shapeOf(value);
    if (typeof shape === 'string') this.#parts.push(shape);
    else if ('entries' in shape) this.#dict(value, shape.entries, shape.around, shape.within);
    else this.#items(value, shape.items, shape.around, shape.within);
  }
}

/** What stands around a container's contents, and for it within itself. */
type Shape = { readonly around: readonly [open: string, close: string]; readonly within: string } & (
  | { readonly items: PyList }
  | { readonly entries: Iterable<readonly [PyValue, PyValue]> }
);

function shapeOf(value: PyTagged): Shape | string {
  switch (value.py) {
    case 'tuple':
      return { items: value.items, around: ['(', value.items.length === 1 ? ',)' : ')'], within: '(...)' };
    case 'set':
      return value.items.length === 0 ? 'set()' : { items: value.items, around: ['{', '}'], within: 'set(...)' };
    case 'frozenset':
      if (value.items.length === 0) return 'frozenset()';
      return { items: value.items, around: ['frozenset({', '})'], within: 'frozenset(...)' };
    case 'deque': {
      const end = value.limit === null ? '])' : `], maxlen=${value.limit})`;
      return { items: value.items, around: ['deque([', end], within: '[...]' };
    }
    case 'mapping':
      return mappingShape(value);
    case 'exception': {
      const { qualname } = value.type;
      const name = qualname.slice(qualname.lastIndexOf('.') + 1);
      return value.repr ? value.repr() : { items: value.args, around: [`${name}(`, ')'], within: '...' };
    }
    default:
      return plainRepr(value);
  }
}

function mappingShape({ name, entries, factory }: PyMapping): Shape | string {
  if (factory !== undefined)
    return { entries, around: [`defaultdict(${factory}, {`, '})'], within: 'defaultdict(...)' };
  if (entries.size === 0) return `${name}()`;
  return { entries: name === 'Counter' ? mostCommon(entries) : entries, around: [`${name}({`, '})'], within: '...' };
}

/** A Counter shows its largest counts first, if they can be compared. */
function mostCommon(entries: ReadonlyMap<PyValue, PyValue>): Iterable<readonly [PyValue, PyValue]> {
  const isNumber = (value: PyValue): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';
  const counted = [...entries].map(([key, count]) => ({ key, count, size: isNumber(count) ? count : null }));
  if (counted.some(({ size }) => size === null)) return entries;
  return counted
    .sort((a, b) => ((a.size ?? 0) < (b.size ?? 0) ? 1 : (a.size ?? 0) > (b.size ?? 0) ? -1 : 0))
    .map(({ key, count }) => [key, count] as const);
}

function plainRepr(value: PyTagged): string {
  switch (value.py) {
    case 'bytes':
      return bytesRepr(value.bytes);
    case 'bytearray':
      return `bytearray(${bytesRepr(value.bytes, true)})`;
    case 'decimal':
      return `Decimal('${value.text}')`;
    case 'uuid':
      return `UUID('${value.text}')`;
    case 'timedelta':
      return timedeltaRepr(value);
    case 'complex':
      return complexRepr(value.real, value.imaginary);
    case 'date':
    case 'time':
    case 'datetime':
      return clockRepr(value);
    default:
      return 'text' in value ? value.text : '';
  }
}

/** `(1+2j)`, and `2j` where the real part is a positive zero; floats have no `.0` here. */
function complexRepr(real: number, imaginary: number): string {
  const short = (value: number): string => floatRepr(value).replace(/\.0$/, '');
  if (Object.is(real, 0)) return `${short(imaginary)}j`;
  const sign = imaginary < 0 || Object.is(imaginary, -0) ? '' : '+';
  return `(${short(real)}${sign}${short(imaginary)}j)`;
}

function clockRepr(value: PyDate | PyTime | PyDateTime): string {
  if (value.py === 'date') return `datetime.date(${value.year}, ${value.month}, ${value.day})`;
  const date = value.py === 'datetime' ? [value.year, value.month, value.day] : [];
  const numbers = [...date, value.hour, value.minute];
  // seconds and microseconds are left out when zero; seconds stay if microseconds follow
  if (value.second !== 0 || value.microsecond !== 0) numbers.push(value.second);
  if (value.microsecond !== 0) numbers.push(value.microsecond);
  const fold = value.fold === 1 ? ', fold=1' : '';
  const zone = value.offset === null ? '' : `, tzinfo=${value.zone ?? zoneRepr(value.offset)}`;
  return `datetime.${value.py}(${numbers.join(', ')}${fold}${zone})`;
}

function zoneRepr(offset: number): string {
  if (offset === 0) return 'datetime.timezone.utc';
  const size = timedeltaOf(BigInt(offset));
  return `datetime.timezone(${size ? timedeltaRepr(size) : ''})`;
}
