import type { repr, str } from '../python/repr.ts';
import type { PyList } from '../value.ts';

/** Python's own text forms, for the functions of an {@link ExceptionClass}. */
export interface Python {
  readonly repr: typeof repr;
  readonly str: typeof str;
}

/**
 * How a Python exception class takes its arguments and shows itself. An empty object is a class that keeps any arguments and has the
 * default repr, as most do. Nothing here is run for classes that stored rows do not name.
 */
export interface ExceptionClass {
  /** Fewest and most positional arguments of the constructor; any number when absent. */
  readonly takes?: readonly [fewest: number, most: number];
  /** What the constructor leaves in `args`; the arguments as given when absent. Throwing means that the constructor raises. */
  readonly args?: (given: PyList, python: Python) => PyList;
  /** `__repr__`, when it is not `Name(args)`. */
  readonly repr?: (args: PyList, python: Python) => string;
  /** `bool()` of an instance is false. */
  readonly falsy?: boolean;
  /** The class's own module, when the map names one that only re-exports it. */
  readonly module?: string;
}

/**
 * Exception classes that a reading Django process would have imported, by module and qualified name (`Outer.Inner`). Stored
 * exceptions of other unknown classes are answered as `celery.exceptions.NAME`, as Django answers them where the class is not loaded.
 */
export type ExceptionClasses = Readonly<Record<string, Readonly<Record<string, ExceptionClass>>>>;
