import { UnknownClassError } from '../errors.ts';
import { classStr } from '../exceptions/class-name.ts';
import { isTagged, type PyClass, type PyException, type PyList, type PyOther, type PyValue } from '../value.ts';

/**
 * An object of a class that is not known, which Python would import. Nothing says whether it is an exception. As the
 * stored exception of a task it is shown as one, and anywhere else it cannot be shown. Vectors pickle-does-not-exist*.
 */
export interface UnknownObject extends PyOther {
  readonly type: PyClass;
  readonly args: PyList;
}

/** The last words of names that only exception classes have. */
const EXCEPTION_NAME = /(Error|Exception|Warning|DoesNotExist|MultipleObjectsReturned)$/;

/** What a call of an unknown class makes: by its name an exception, or an object that is not known. */
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

/** The exception that the object is where Python takes no other. */
export function asException(value: PyValue): PyValue {
  return isUnknown(value) ? toException(value.type, value.args) : value;
}

function toException(type: PyClass, args: PyList): PyException {
  return { py: 'exception', type, args, falsy: false };
}
