import { PYTHONS } from '../../lib/unicode.ts';
import { asProcess } from '../served-django.ts';
import type { ArgumentForm, ExceptionClass, ExceptionClasses } from './classes.ts';
import { findKnownClass } from './known-classes.ts';

/** The output of `python/read-classes.py`. */
export interface LoadedClasses {
  /** The release of Python, such as `3.12`. */
  readonly python: string;
  /** The form of each class with 0 to 6 strings, by `module:qualname`. For omitted numbers, the arguments are kept. */
  readonly classes: Readonly<Record<string, Readonly<Record<string, ArgumentForm>>>>;
  /** The classes whose instances are false. */
  readonly falsy: readonly string[];
  /** The class under each path of a module. */
  readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The largest number of arguments that is tried. */
const MAX_COUNT = 6;

/** The loaded classes that the server does not know, for every database, in the form of `--exception-classes`. */
export function ownClasses(loaded: LoadedClasses): ExceptionClasses {
  const own: Record<string, Record<string, ExceptionClass>> = {};
  for (const [module, paths] of Object.entries(loaded.names))
    for (const [path, key] of Object.entries(paths)) {
      if (isKnown(loaded, module, path, key)) continue;
      own[module] ??= {};
      own[module][path] = toExceptionClass(loaded, module, path, key);
    }
  return own;
}

function isKnown({ python: release }: LoadedClasses, module: string, path: string, key: string): boolean {
  const python = PYTHONS.find((one) => one === release);
  if (python === undefined) return false;
  return (['sqlite', 'postgres', 'mysql'] as const).every((database) => {
    const known = asProcess({ python, database }, () => findKnownClass(module, path));
    return known !== undefined && `${known.type.module}:${known.type.qualname}` === key;
  });
}

function toExceptionClass(loaded: LoadedClasses, module: string, path: string, key: string): ExceptionClass {
  const at = key.indexOf(':');
  const type = { module: key.slice(0, at), qualname: key.slice(at + 1) };
  const forms = loaded.classes[key] ?? {};
  const max = maxCount(forms);
  const byCount = Object.fromEntries(Object.entries(forms).filter(([count]) => Number(count) <= max));
  return {
    ...(type.module === module ? {} : { module: type.module }),
    ...(type.qualname === path ? {} : { qualname: type.qualname }),
    ...(max === MAX_COUNT ? {} : { takes: [0, max] as const }),
    ...(Object.keys(byCount).length === 0 ? {} : { byCount }),
    ...(loaded.falsy.includes(key) ? { falsy: true } : {}),
  };
}

/** The largest number of arguments that the constructor takes. */
function maxCount(forms: Readonly<Record<string, ArgumentForm>>): number {
  let max = MAX_COUNT;
  while (max > 0 && forms[String(max)] === false) max -= 1;
  return max;
}
