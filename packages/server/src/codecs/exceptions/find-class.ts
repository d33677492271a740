import type { PyClass } from '../value.ts';
import type { ExceptionClass, ExceptionClasses } from './classes.ts';
import type { Constructor } from './constructor.ts';
import { type CallableClass, PYTHON } from './instantiate.ts';
import { countConstructor, findKnownClass } from './known-classes.ts';

/**
 * Finds an exception class by module and dotted path: first in the operator's classes, then in those of a new Django
 * project.
 */
export function findExceptionClass(module: string, path: string, own: ExceptionClasses): CallableClass | undefined {
  const classes = Object.hasOwn(own, module) ? own[module] : undefined;
  const entry = classes && Object.hasOwn(classes, path) ? classes[path] : undefined;
  return entry
    ? toCallableClass({ module: entry.module ?? module, qualname: entry.qualname ?? path }, entry)
    : findKnownClass(module, path);
}

function toCallableClass(type: PyClass, entry: ExceptionClass): CallableClass {
  const byCount = entry.byCount && countConstructor(entry.byCount);
  const construct: Constructor = (args) => {
    const [min, max] = entry.takes ?? [0, Number.POSITIVE_INFINITY];
    if (args.length < min || args.length > max)
      throw new TypeError(`${type.qualname} does not take ${args.length} arguments`);
    if (byCount) return byCount(args, type);
    return { args: entry.args ? entry.args(args, PYTHON) : args };
  };
  return { type, construct, repr: entry.repr, falsy: entry.falsy ?? false };
}
