import { UnknownClassError } from '../errors.ts';
import { classStr } from '../exceptions/class-name.ts';
import { isTagged, type PyClass, type PyException, type PyList, type PyOther, type PyValue } from '../value.ts';

/**
 * An object of an unknown class, which Python would import. It may or may not be an exception. As the stored exception
 * of a task it is shown as one. In any other place it cannot be shown. Vectors pickle-does-not-exist*.
 */
export interface UnknownObject extends PyOther {
  readonly type: PyClass;
  readonly args: PyList;
}

/** Endings of names that only exception classes have. */
const EXCEPTION_NAME = /(Error|Exception|Warning|DoesNotExist|MultipleObjectsReturned)$/;

/**
 * Creates the result of calling an unknown class: an exception if its name is that of an exception, or else an unknown
 * object.
 */
export function createUnknown(type: PyClass, args: PyList): PyValue {
  if (EXCEPTION_NAME.test(type.qualname)) return toException(type, args);
  const unknown: UnknownObject = {
    py: 'other',
    get text(): string {
      throw new UnknownClassError(classStr(type));
    },
    truthy: true,
    type,
    args,
  };
  return unknown;
}

export function isUnknown(value: PyValue): value is UnknownObject {
  return isTagged(value) && value.py === 'other' && 'type' in value && 'args' in value;
}

/** Converts an unknown object to an exception, in a place where Python only allows exceptions. */
export function asException(value: PyValue): PyValue {
  return isUnknown(value) ? toException(value.type, value.args) : value;
}

function toException(type: PyClass, args: PyList): PyException {
  return { py: 'exception', type, args, falsy: false };
}
