import { DecodeError } from '../errors.ts';
import {
  isDict,
  isList,
  isTuple,
  type PyClass,
  type PyException,
  type PyList,
  type PyTagged,
  type PyValue,
} from '../value.ts';
import { type ContainerForm, containerForm } from './container-form.ts';
import { floatRepr } from './float.ts';
import { dateIso, dateTimeIso, timeIso } from './iso-format.ts';
import { scalarRepr } from './scalar-repr.ts';
import { codeEscape, stringRepr } from './string-repr.ts';
import { timedeltaStr } from './timedelta.ts';

/** Python's `repr(value)`. @throws DecodeError for nesting that is too deep, as in Python */
export function repr(value: PyValue): string {
  return new ReprWriter().text(value);
}

/** Python's `ascii(value)`. @throws DecodeError for nesting that is too deep, as in Python */
export function asciiRepr(value: PyValue): string {
  return repr(value).replace(/[^\0-\x7f]/gu, (char) => codeEscape(char.codePointAt(0) ?? 0));
}

/** `(a, b)`, as in `BaseException.__repr__`: a single argument has no comma. */
export function argsRepr(args: PyList): string {
  return `(${args.map(repr).join(', ')})`;
}

/** `BaseException.__str__` of an exception with these arguments. */
export function argsStr(args: PyList): string {
  const [only] = args;
  if (args.length === 1 && only !== undefined) return str(only);
  return args.length === 0 ? '' : argsRepr(args);
}

/** Python's `str(value)`. @throws DecodeError for nesting that is too deep, as in Python */
export function str(value: PyValue): string {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object' || isList(value) || isDict(value)) return repr(value);
  return taggedStr(value);
}

function taggedStr(value: PyTagged): string {
  switch (value.py) {
    case 'decimal':
    case 'uuid':
    case 'text':
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
      return exceptionStr(value);
    case 'other':
      return value.str ?? value.text;
    default:
      return repr(value);
  }
}

/** Python's `str(exception)`. Vectors nested-pickle-reject*. */
function exceptionStr({ type, args, str: own }: PyException): string {
  const library = libraryStr(type, args);
  if (library !== undefined) return library;
  if (own) return own();
  const [first = null, second = null] = args;
  if (type.module !== 'builtins') return argsStr(args);
  if (type.qualname === 'KeyError' && args.length === 1) return repr(first);
  if (!type.qualname.endsWith('ExceptionGroup')) return argsStr(args);
  const size = isList(second) ? second.length : isTuple(second) ? second.items.length : 0;
  return `${str(first)} (${size} sub-exception${size === 1 ? '' : 's'})`;
}

/** The str of classes that have a `__str__` of their own: vectors pickle-reject-time-limit, *-ssl, reject-node-*. */
function libraryStr({ module, qualname }: PyClass, args: PyList): string | undefined {
  if (module === 'billiard.exceptions' && /^(Soft)?TimeLimitExceeded$/.test(qualname))
    return qualname + repr({ py: 'tuple', items: args });
  if (module === 'ssl' && qualname.startsWith('SSL'))
    return args.length === 2 && typeof args[1] === 'string' ? args[1] : repr({ py: 'tuple', items: args });
  if (module === 'django.db.migrations.exceptions' && qualname === 'NodeNotFoundError') {
    if (typeof args[0] === 'string') return args[0];
    throw new TypeError('__str__ returned non-string');
  }
  return undefined;
}

/** The smallest integer for which Python's `str(int)` raises. */
const TOO_LARGE = 10n ** 4_300n;

function intText(value: bigint): string {
  if (value >= TOO_LARGE || value <= -TOO_LARGE) throw new RangeError('an integer with too many digits');
  return String(value);
}

/**
 * Largest number of nested levels that are written. Python's limit depends on its release and stack: vector
 * exc-deep-1001.
 */
const MAX_LEVELS = 2_001;

/**
 * Largest number of texts for a value that contains itself: a few lists that contain each other can have too many
 * paths.
 */
const MAX_RECURSIVE_CHUNKS = 1_000_000;

/** A container that is being written. */
interface OpenContainer {
  readonly container: object;
  readonly close: string;
  readonly parts: Iterator<Part>;
}

/** A value in a container, and the separator before it. */
type Part = readonly [separator: string, value: PyValue];

/**
 * Writes one repr, and remembers the open containers: a container inside itself is written as `[...]`. It uses its own
 * stack, so that deep nesting cannot overflow JavaScript's call stack.
 */
class ReprWriter {
  readonly #chunks: string[] = [];
  readonly #open: OpenContainer[] = [];
  readonly #entered = new Set<object>();

  text(value: PyValue): string {
    this.#write(value);
    for (let inner = this.#open.at(-1); inner; inner = this.#open.at(-1)) {
      const next = inner.parts.next();
      if (next.done) this.#close(inner);
      else this.#part(next.value);
    }
    return this.#chunks.join('');
  }

  #part([separator, value]: Part): void {
    this.#chunks.push(separator);
    this.#write(value);
  }

  #write(value: PyValue): void {
    if (value === null) this.#chunks.push('None');
    else if (typeof value === 'boolean') this.#chunks.push(value ? 'True' : 'False');
    else if (typeof value === 'string') this.#chunks.push(stringRepr(value));
    else if (typeof value === 'bigint') this.#chunks.push(intText(value));
    else if (typeof value === 'number') this.#chunks.push(floatRepr(value));
    else if (isList(value)) this.#container(value, { items: value, open: '[', close: ']', recursive: '[...]' });
    else if (isDict(value)) this.#container(value, { entries: value, open: '{', close: '}', recursive: '{...}' });
    else this.#tagged(value);
  }

  #tagged(value: PyTagged): void {
    const form = containerForm(value) ?? scalarRepr(value);
    if (typeof form === 'string') this.#chunks.push(form);
    else this.#container(value, form);
  }

  #container(container: object, form: ContainerForm): void {
    if (this.#entered.has(container)) {
      this.#chunks.push(form.recursive);
      if (this.#chunks.length > MAX_RECURSIVE_CHUNKS) throw new DecodeError('repr', 'it contains itself too often');
      return;
    }
    if (this.#open.length >= MAX_LEVELS) throw new DecodeError('repr', 'it is nested too deeply');
    this.#entered.add(container);
    this.#chunks.push(form.open);
    const parts = 'entries' in form ? entryParts(form.entries) : itemParts(form.items);
    this.#open.push({ container, close: form.close, parts });
  }

  #close({ container, close }: OpenContainer): void {
    this.#chunks.push(close);
    this.#entered.delete(container);
    this.#open.pop();
  }
}

function* itemParts(items: PyList): Generator<Part> {
  let separator = '';
  for (const item of items) {
    yield [separator, item];
    separator = ', ';
  }
}

function* entryParts(entries: Iterable<readonly [PyValue, PyValue]>): Generator<Part> {
  let separator = '';
  for (const [key, item] of entries) {
    yield [separator, key];
    yield [': ', item];
    separator = ', ';
  }
}
