import type { repr, str } from '../python/repr.ts';
import type { PyList } from '../value.ts';

/** Python's `repr` and `str`, for the functions of an {@link ExceptionClass}. */
export interface Python {
  readonly repr: typeof repr;
  readonly str: typeof str;
}

/**
 * Describes the arguments and the repr of a Python exception class. An empty object describes most classes: any
 * arguments, and the default repr. The functions of a class run only for stored rows that name the class.
 */
export interface ExceptionClass {
  /** Smallest and largest number of positional arguments of the constructor. Default: no limit. */
  readonly takes?: readonly [min: number, max: number];
  /** Returns the instance's `args`. Throws if the constructor raises. Default: the constructor's arguments. */
  readonly args?: (args: PyList, python: Python) => PyList;
  /** `__repr__`, from the instance's `args`. Default: `Name(args)`. */
  readonly repr?: (args: PyList, python: Python) => string;
  /**
   * The form of an instance by its number of arguments. For other numbers, the arguments are kept. It replaces `args`
   * and `repr` by data, and `celery-results-server classes` writes it.
   */
  readonly byCount?: Readonly<Record<string, ArgumentForm>>;
  /** Whether `bool(instance)` is false. Default: false. */
  readonly falsy?: boolean;
  /** The class's `__module__`, if it differs from the module under which the class is listed. */
  readonly module?: string;
  /** The class's `__qualname__`, if it differs from the path under which the class is listed. */
  readonly qualname?: string;
}

/**
 * The form of an instance: `false` if the constructor raises, the instance's `args`, or its repr as a template. Each of
 * the args is the position of an argument, null for None, or a template. A template has `{0}` for the str of an
 * argument, `{0!r}` for its repr, and `{{` and `}}` for braces.
 */
export type ArgumentForm = false | string | readonly (number | null | string)[];

/** Where `celery-results-server classes` writes its release of Python. No module has this name. */
export const PYTHON_KEY = '$python';

/**
 * Exception classes that the Django process has loaded, by module and qualified name (`Outer.Inner`). For other unknown
 * classes the server returns `celery.exceptions.NAME`, as Django does for a class that is not loaded.
 */
export type ExceptionClasses = Readonly<Record<string, Readonly<Record<string, ExceptionClass>>>>;
