import { iterate } from '../python/iterate.ts';
import type { PyClass, PyException, PyList, PyValue } from '../value.ts';

/** The instance that a constructor creates. */
export interface Instance {
  readonly args: PyList;
  /** Its class, where that is not the called one: OSError alone creates instances of subclasses. */
  readonly type?: PyClass;
  /** Its repr, where that is not `Name(args)`. */
  readonly repr?: string;
  /** Its `__dict__`, and the texts that it gives. */
  readonly describe?: Pick<PyException, 'repr' | 'str' | 'attributes'>;
}

/**
 * The constructor of a Python exception class.
 *
 * @throws {@link ConstructorRaises}
 */
export type Constructor = (args: PyList, type: PyClass) => Instance;

/** The constructor raises in Python. */
export class ConstructorRaises extends Error {
  override readonly name = 'ConstructorRaises';
}

export function raise(): never {
  throw new ConstructorRaises();
}

/** The constructor of a class that keeps its arguments. */
export const keepArgs: Constructor = (args) => ({ args });

/** @throws ConstructorRaises where there are fewer than `min` or more than `max` arguments */
export function checkCount(args: PyList, min: number, max: number): PyList {
  return args.length >= min && args.length <= max ? args : raise();
}

/** @throws ConstructorRaises where Python cannot iterate the value */
export function iterateOrRaise(value: PyValue): PyList {
  return iterate(value) ?? raise();
}
