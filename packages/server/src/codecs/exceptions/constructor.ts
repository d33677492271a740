import { iterate } from '../python/iterate.ts';
import type { PyClass, PyException, PyList, PyValue } from '../value.ts';

/** The instance that a constructor creates. */
export interface Instance {
  readonly args: PyList;
  /** The class of the instance, if it is not the called class: only OSError creates instances of subclasses. */
  readonly type?: PyClass;
  /** The repr of the instance, if it is not `Name(args)`. */
  readonly repr?: string;
  /** The `__dict__` of the instance, and the texts that depend on it. */
  readonly describe?: Pick<PyException, 'repr' | 'str' | 'attributes'>;
}

/**
 * The constructor of a Python exception class.
 *
 * @throws {@link ConstructorRaises}
 */
export type Constructor = (args: PyList, type: PyClass) => Instance;

/** The constructor raises an exception in Python. */
export class ConstructorRaises extends Error {
  override readonly name = 'ConstructorRaises';
}

export function raise(): never {
  throw new ConstructorRaises();
}

/** The constructor of a class that keeps its arguments unchanged. */
export const keepArgs: Constructor = (args) => ({ args });

/** @throws ConstructorRaises if there are fewer than `min` or more than `max` arguments */
export function checkCount(args: PyList, min: number, max: number): PyList {
  return args.length >= min && args.length <= max ? args : raise();
}

/** @throws ConstructorRaises if Python cannot iterate the value */
export function iterateOrRaise(value: PyValue): PyList {
  return iterate(value) ?? raise();
}
