import { DecodeFault } from '../fault.ts';
import { argsStr, repr, str } from '../python/repr.ts';
import {
  isDict,
  isException,
  isList,
  isTruthy,
  type PyClass,
  type PyDict,
  type PyException,
  type PyList,
  type PyValue,
} from '../value.ts';
import type { ExceptionClass, ExceptionClasses, Python } from './classes.ts';
import type { Constructor } from './families.ts';
import { findKnown } from './known-classes.ts';

/** A stored exception as Celery gives it back. */
export interface RebuiltException {
  /** Full class name, as the views answer it under `exc`. */
  readonly exc: string;
  readonly repr: string;
  /** `bool(exception)`: Celery takes a false one for none in a ready state (vectors custom-falsy, excrow-falsy-retry). */
  readonly falsy: boolean;
}

/** An exception class that can be called. */
export interface FoundClass {
  readonly type: PyClass;
  readonly construct: Constructor;
  readonly repr?: ExceptionClass['repr'];
  readonly falsy?: boolean;
}

const PYTHON: Python = { repr, str };

/**
 * `Backend.exception_to_python`: the exception that stored data describes, or null where the data is false. No class is imported and no
 * stored name is run.
 *
 * @throws {@link DecodeFault} where Celery raises
 */
export function rebuildException(stored: PyValue, own: ExceptionClasses): RebuiltException | null {
  if (!isTruthy(stored)) return null;
  if (isException(stored)) return shown(isWrapper(stored) ? restore(stored) : stored);
  const data = toDict(stored);
  const type = data.get('exc_type');
  if (type === undefined) throw fault('it has no exc_type');
  const found = findClass(data.get('exc_module') ?? null, type, own);
  const message = data.has('exc_message') ? (data.get('exc_message') ?? null) : '';
  let exception: PyException;
  try {
    exception = instantiate(found, argumentsOf(message));
  } catch {
    // whatever a constructor raises, Celery makes it a plain Exception: vector custom-init-mismatch
    const text = `${classText(found.type)}(${str(message)})`;
    exception = { py: 'exception', type: { module: 'builtins', qualname: 'Exception' }, args: [text], falsy: false };
  }
  return shown(exception);
}

function shown(exception: PyException): RebuiltException {
  return { exc: fullName(exception.type), repr: repr(exception), falsy: exception.falsy };
}

/**
 * Calls a class as Python would.
 *
 * @throws Error where its constructor raises
 */
export function instantiate(
  { type: called, construct, repr: own, falsy = false }: FoundClass,
  given: PyList,
): PyException {
  const { args, type = called, repr: text } = construct(given, called);
  const exception: PyException = { py: 'exception', type, args, falsy };
  if (text !== undefined) return { ...exception, repr: () => text };
  return own ? { ...exception, repr: () => ownRepr(own, args) } : exception;
}

function ownRepr(own: NonNullable<ExceptionClass['repr']>, args: PyList): string {
  try {
    return own(args, PYTHON);
  } catch {
    // a __repr__ that raises is answered with str(): vector custom-broken-repr
    return argsStr(args);
  }
}

/** What a worker pickles for an exception that pickle cannot rebuild: Celery takes it out again. Vector pickle-exc-custom-init. */
function isWrapper({ type }: PyException): boolean {
  return type.module === 'celery.utils.serialization' && type.qualname === 'UnpickleableExceptionWrapper';
}

function restore({ args: [module = null, name = null, args = null] }: PyException): PyException {
  if (typeof module !== 'string') throw fault('its exc_module is no text');
  const made = madeClass(module, name);
  return instantiate(made, argumentsOf(args));
}

function argumentsOf(message: PyValue): PyList {
  if (isList(message)) return message;
  return typeof message === 'object' && message !== null && 'py' in message && message.py === 'tuple'
    ? message.items
    : [message];
}

function findClass(module: PyValue, type: PyValue, own: ExceptionClasses): FoundClass {
  if (module === null) return madeClass('celery.backends.base', type);
  if (typeof type !== 'string') throw fault('its exc_type is no text');
  if (isList(module) || isDict(module)) throw fault('its exc_module is no text');
  if (typeof module !== 'string') return madeClass('celery.exceptions', type);
  return findExceptionClass(module, type, own) ?? madeClass('celery.exceptions', type);
}

/** The class that a bare Django process, or the project's own, has under this module and dotted path. */
export function findExceptionClass(module: string, path: string, own: ExceptionClasses): FoundClass | undefined {
  const mine = Object.hasOwn(own, module) ? own[module] : undefined;
  const entry = mine && Object.hasOwn(mine, path) ? mine[path] : undefined;
  return entry ? ownClass({ module: entry.module ?? module, qualname: path }, entry) : findKnown(module, path);
}

function ownClass(type: PyClass, entry: ExceptionClass): FoundClass {
  const construct: Constructor = (given) => {
    const [fewest, most] = entry.takes ?? [0, Number.POSITIVE_INFINITY];
    if (given.length < fewest || given.length > most)
      throw new TypeError(`${type.qualname} does not take ${given.length} arguments`);
    return { args: entry.args ? entry.args(given, PYTHON) : given };
  };
  return { type, construct, repr: entry.repr, falsy: entry.falsy ?? false };
}

/** Celery makes a class for a name that it does not find. Python takes any text without NUL and lone surrogates. */
function madeClass(module: string, type: PyValue): FoundClass {
  if (typeof type !== 'string' || type.includes('\0') || !type.isWellFormed())
    throw fault('its exc_type cannot be a name');
  return { type: { module, qualname: type }, construct: (given) => ({ args: given }) };
}

/** `module.qualname`, but only the qualname when that has a dot: vector custom-nested. */
function fullName({ module, qualname }: PyClass): string {
  return qualname.includes('.') ? qualname : `${module}.${qualname}`;
}

/** `str(cls)` */
export function classText({ module, qualname }: PyClass): string {
  return `<class '${module === 'builtins' ? qualname : `${module}.${qualname}`}'>`;
}

/** `dict(value)`: an object, or a list of pairs (vector excrow-pairs). */
function toDict(value: PyValue): PyDict {
  if (isDict(value)) return value;
  const pairs = pairsOf(value);
  if (!pairs) throw fault('it is no object');
  return new Map(pairs);
}

/** What `dict()` reads as pairs: lists, objects and texts of two, in a list. Undefined for anything else. */
export function pairsOf(value: PyValue): (readonly [PyValue, PyValue])[] | undefined {
  if (!isList(value)) return undefined;
  const pairs: (readonly [PyValue, PyValue])[] = [];
  for (const item of value) {
    const parts = typeof item === 'string' ? [...item] : isDict(item) ? [...item.keys()] : isList(item) ? item : [];
    const [key, paired] = parts;
    if (parts.length !== 2 || key === undefined || paired === undefined || isList(key) || isDict(key)) return undefined;
    pairs.push([key, paired]);
  }
  return pairs;
}

function fault(reason: string): DecodeFault {
  return new DecodeFault('exception', `a stored exception cannot be rebuilt: ${reason}`);
}
