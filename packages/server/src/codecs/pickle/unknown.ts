import { UnknownClassError } from '../errors.ts';
import { classStr } from '../exceptions/class-name.ts';
import { repr } from '../python/repr.ts';
import { isDict, isTagged, type PyClass, type PyException, type PyList, type PyOther, type PyValue } from '../value.ts';

/**
 * An object of an unknown class, which Python would import. It may or may not be an exception. As the stored exception
 * of a task it is shown as one. In any other place it cannot be shown. Vectors pickle-does-not-exist*.
 */
export interface UnknownObject extends PyOther {
  readonly type: PyClass;
  readonly args: PyList;
  /** Whether no constructor was called, as for no exception. */
  readonly isNew: boolean;
  hasAttributes: boolean;
}

/** Endings of names that only exception classes have. */
const EXCEPTION_NAME = /(Error|Exception|Warning|DoesNotExist|MultipleObjectsReturned)$/;
/** Modules that have exceptions only: vector pickle-nested-exceptions-module. */
const EXCEPTION_MODULE = /(?:^|\.)(?:exceptions?|exc|errors?|err)$/;

function isExceptionName(type: PyClass): boolean {
  return EXCEPTION_NAME.test(type.qualname) || (EXCEPTION_MODULE.test(type.module) && isClassName(type));
}

/**
 * Creates the result of calling an unknown class: an exception if its name is that of an exception, or else an unknown
 * object.
 */
export function createUnknown(type: PyClass, args: PyList, isNew = false): PyValue {
  if (isExceptionName(type) && !isNew) return toException(type, args);
  const unknown: UnknownObject = {
    py: 'other',
    get text(): string {
      if (!unknown.hasAttributes) throw new UnknownClassError(classStr(type));
      return repr(toException(type, args));
    },
    truthy: true,
    type,
    args,
    isNew,
    hasAttributes: false,
  };
  return unknown;
}

export function isUnknown(value: PyValue): value is UnknownObject {
  return isTagged(value) && value.py === 'other' && 'type' in value && 'args' in value;
}

/**
 * A call and then attributes are how Python writes exceptions, and hardly anything else: vector
 * pickle-nested-exceptions-module.
 */
export function noteState(target: UnknownObject, state: PyValue): void {
  target.hasAttributes = !target.isNew && isDict(state) && isClassName(target.type);
}

/**
 * The exception that the object is where Python takes no other. A function that makes one names its class before the
 * arguments, or is a method of it: vector pickle-made-by-function.
 */
export function asException(value: PyValue): PyValue {
  if (!isUnknown(value)) return value;
  const { type, args } = value;
  if (isClassName(type)) return toException(type, args);
  const [named = null, ...rest] = args;
  if (isTagged(named) && 'named' in named && isClassName(named.named as PyClass))
    return toException(named.named as PyClass, rest);
  const owner = { module: type.module, qualname: type.qualname.replace(/\.[^.]*$/, '') };
  return toException(isExceptionName(owner) ? owner : type, args);
}

/** Names of classes begin with a capital, and those of functions do not. */
export function isClassName({ qualname }: PyClass): boolean {
  return /^_*\p{Lu}/u.test(qualname.slice(qualname.lastIndexOf('.') + 1));
}

function toException(type: PyClass, args: PyList): PyException {
  return { py: 'exception', type, args, falsy: false };
}
