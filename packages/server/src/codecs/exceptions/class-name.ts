import type { PyClass } from '../value.ts';

/**
 * The name that Django's views answer as `exc`: `module.qualname`, or a qualname with a dot alone. Vector
 * custom-nested.
 */
export function fullName({ module, qualname }: PyClass): string {
  return qualname.includes('.') ? qualname : `${module}.${qualname}`;
}

/** Python's `str(cls)`. */
export function classStr({ module, qualname }: PyClass): string {
  return `<class '${module === 'builtins' ? qualname : `${module}.${qualname}`}'>`;
}
