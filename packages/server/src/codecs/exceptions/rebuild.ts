import { DecodeError } from '../errors.ts';
import { asException } from '../pickle/unknown.ts';
import { pairsOf } from '../python/iterate.ts';
import { repr, str } from '../python/repr.ts';
import {
  isDict,
  isException,
  isList,
  isTruthy,
  isTuple,
  type PyDict,
  type PyException,
  type PyList,
  type PyValue,
} from '../value.ts';
import { classStr, fullName } from './class-name.ts';
import type { ExceptionClasses } from './classes.ts';
import { keepArgs } from './constructor.ts';
import { findExceptionClass } from './find-class.ts';
import { type CallableClass, instantiate } from './instantiate.ts';

/** A stored exception, as Celery returns it. */
export interface RebuiltException {
  /** Full class name, which the views return as `exc`. */
  readonly exc: string;
  readonly repr: string;
  /** Python's `str()` of the exception, or its repr if `str()` raises. */
  readonly str: string;
  /**
   * Whether `bool(exception)` is false. In a ready state, Celery ignores such an exception (vectors custom-falsy,
   * excrow-falsy-retry).
   */
  readonly falsy: boolean;
}

export interface RebuildOptions {
  readonly classes: ExceptionClasses;
  /**
   * Whether the serializer is pickle: with other serializers, Celery's wrapper is not removed. Vector mixed-wrapper.
   */
  readonly unwraps: boolean;
}

/**
 * `Backend.exception_to_python`: rebuilds the exception that stored data describes. Null if the data is false. It never
 * imports a class and never runs a stored name.
 *
 * @throws {@link DecodeError} if Celery raises
 */
export function rebuildException(stored: PyValue, { classes: own, unwraps }: RebuildOptions): RebuiltException | null {
  if (!isTruthy(stored)) return null;
  const exception = asException(stored);
  if (isException(exception)) return toRebuilt(unwraps && isWrapper(exception) ? unwrap(exception) : exception);
  const data = toDict(stored);
  const type = data.get('exc_type');
  if (type === undefined) throw decodeError('it has no exc_type');
  const found = findClass(data.get('exc_module') ?? null, type, own);
  const message = data.has('exc_message') ? (data.get('exc_message') ?? null) : '';
  return toRebuilt(instantiateOrReplace(found, message));
}

function toRebuilt(exception: PyException): RebuiltException {
  const text = reprOrStr(exception);
  return { exc: fullName(exception.type), repr: text, str: strOr(text, exception), falsy: exception.falsy };
}

/** Returns the str, or the repr if the str raises: a row with a valid repr stays readable. */
function strOr(repr: string, exception: PyException): string {
  try {
    return str(exception);
  } catch {
    return repr;
  }
}

/**
 * Returns the repr. If the `__repr__` of the exception or of a nested one raises, Django returns the str of the outer
 * exception: vector custom-broken-repr.
 */
function reprOrStr(exception: PyException): string {
  try {
    return repr(exception);
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    return strOrClass(exception);
  }
}

/** Returns the str. If it also raises, Django returns the class and Django's call stack. The stack is omitted here. */
function strOrClass(exception: PyException): string {
  try {
    return str(exception);
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    return `<Unrepresentable ${classStr(exception.type)}>`;
  }
}

/**
 * Creates the exception. If the constructor raises, Celery creates a plain Exception instead: vector
 * custom-init-mismatch.
 */
function instantiateOrReplace(found: CallableClass, message: PyValue): PyException {
  try {
    return instantiate(found, toArguments(message));
  } catch {
    const text = `${classStr(found.type)}(${str(message)})`;
    return { py: 'exception', type: { module: 'builtins', qualname: 'Exception' }, args: [text], falsy: false };
  }
}

/** Whether this is Celery's wrapper for an exception that pickle cannot rebuild. Vector pickle-exc-custom-init. */
function isWrapper({ type }: PyException): boolean {
  return type.module === 'celery.utils.serialization' && type.qualname === 'UnpickleableExceptionWrapper';
}

function unwrap({ args: [module = null, name = null, args = null] }: PyException): PyException {
  if (typeof module !== 'string') throw decodeError('its exc_module is not a text');
  return instantiate(createClass(module, name), toArguments(args));
}

function toArguments(message: PyValue): PyList {
  if (isList(message)) return message;
  return isTuple(message) ? message.items : [message];
}

function findClass(module: PyValue, type: PyValue, own: ExceptionClasses): CallableClass {
  if (module === null) return createClass('celery.backends.base', type);
  if (typeof type !== 'string') throw decodeError('its exc_type is not a text');
  if (isList(module) || isDict(module)) throw decodeError('its exc_module is not a text');
  if (typeof module !== 'string') return createClass('celery.exceptions', type);
  return findExceptionClass(module, type, own) ?? createClass('celery.exceptions', type);
}

/** Celery creates a class for an unknown name. Python allows any text without NUL and lone surrogates. */
function createClass(module: string, type: PyValue): CallableClass {
  if (typeof type !== 'string' || type.includes('\0') || !type.isWellFormed())
    throw decodeError('its exc_type cannot be a name');
  return { type: { module, qualname: type }, construct: keepArgs };
}

/** `dict(value)`: an object, or a list of pairs (vector excrow-pairs). */
function toDict(value: PyValue): PyDict {
  if (isDict(value)) return value;
  const pairs = pairsOf(value);
  if (!pairs) throw decodeError('it is not an object');
  return new Map(pairs);
}

function decodeError(reason: string): DecodeError {
  return new DecodeError('exception', `a stored exception cannot be rebuilt: ${reason}`);
}
