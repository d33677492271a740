import type { PyClass } from '../value.ts';

/**
 * The name that Django's views return as `exc`: `module.qualname`, or only the qualname if it has a dot. Vector
 * custom-nested.
 */
export function fullName({ module, qualname }: PyClass): string {
  return qualname.includes('.') ? qualname : `${module}.${qualname}`;
}

/** Python's `str(cls)`. */
export function classStr({ module, qualname }: PyClass): string {
  return `<class '${module === 'builtins' ? qualname : `${module}.${qualname}`}'>`;
}
