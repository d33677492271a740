import type { repr, str } from '../python/repr.ts';
import type { PyList } from '../value.ts';

/** Python's own text forms, for the functions of an {@link ExceptionClass}. */
export interface Python {
  readonly repr: typeof repr;
  readonly str: typeof str;
}

/**
 * How a Python exception class takes its arguments and how its repr looks. An empty object describes most classes: any
 * arguments, and the default repr. The functions of a class run only for stored rows that name it.
 */
export interface ExceptionClass {
  /** How many positional arguments the constructor takes. Default: no limit. */
  readonly takes?: readonly [min: number, max: number];
  /** Returns the instance's `args`. Throws where the constructor raises. Default: the constructor's arguments. */
  readonly args?: (args: PyList, python: Python) => PyList;
  /** `__repr__`, from the instance's `args`. Default: `Name(args)`. */
  readonly repr?: (args: PyList, python: Python) => string;
  /**
   * What an instance with so many arguments has, as data. Other counts keep the arguments. It is what `args` and `repr`
   * say with code, and what `celery-results-server classes` writes.
   */
  readonly byCount?: Readonly<Record<string, ArgumentForm>>;
  /** Whether `bool(instance)` is false. Default: false. */
  readonly falsy?: boolean;
  /** The class's `__module__`, where it differs from the module that the class is listed under. */
  readonly module?: string;
  /** The class's `__qualname__`, where it differs from the path that the class is listed under. */
  readonly qualname?: string;
}

/**
 * What an instance has: `false` where the constructor raises, the instance's `args`, or its repr as a template. Each of
 * the args is the position of an argument, null for None, or a template. A template has `{0}` for the str of an
 * argument, `{0!r}` for its repr, and `{{` and `}}` for braces.
 */
export type ArgumentForm = false | string | readonly (number | null | string)[];

/**
 * Exception classes that a reading Django process would have loaded, by module and qualified name (`Outer.Inner`). The
 * server answers other unknown classes as `celery.exceptions.NAME`, as Django does for a class that is not loaded.
 */
export type ExceptionClasses = Readonly<Record<string, Readonly<Record<string, ExceptionClass>>>>;
