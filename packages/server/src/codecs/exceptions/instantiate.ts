import { repr, str } from '../python/repr.ts';
import type { PyClass, PyException, PyList } from '../value.ts';
import type { ExceptionClass, Python } from './classes.ts';
import type { Constructor } from './constructor.ts';

/** An exception class that can be called. */
export interface CallableClass {
  readonly type: PyClass;
  readonly construct: Constructor;
  readonly repr?: ExceptionClass['repr'];
  readonly falsy?: boolean;
}

/** The text forms that the functions of an operator's class receive. */
export const PYTHON: Python = { repr, str };

/**
 * Calls an exception class as Python does.
 *
 * @throws Error if the constructor raises
 */
export function instantiate(called: CallableClass, args: PyList): PyException {
  const instance = called.construct(args, called.type);
  const { repr: text, describe, type = called.type } = instance;
  const exception: PyException = { py: 'exception', type, args: instance.args, falsy: called.falsy ?? false };
  if (describe) return { ...exception, ...describe };
  if (text !== undefined) return { ...exception, repr: () => text };
  const { repr: callRepr } = called;
  return callRepr ? { ...exception, repr: () => callRepr(instance.args, PYTHON) } : exception;
}
