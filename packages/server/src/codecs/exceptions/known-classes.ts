import { PYTHONS, type PythonVersion } from '../../lib/unicode.ts';
import { repr, str } from '../python/repr.ts';
import { currentProcess, type DatabaseName } from '../served-django.ts';
import type { PyClass, PyList, PyValue } from '../value.ts';
import type { ArgumentForm } from './classes.ts';
import { type Constructor, keepArgs, raise } from './constructor.ts';
import { CONSTRUCTORS } from './constructors.ts';
import data from './known-classes.json' with { type: 'json' };

/** The form of an instance by its number of arguments. For other numbers up to `max`, all arguments are kept. */
export type CountRule = Readonly<Record<string, number | ArgumentForm>>;
type ClassEntry = readonly [name: string, rule?: string | CountRule];

/** The recorded classes. `conformance/capture/compact-classes.py` generates the file. */
const TABLE: {
  readonly classes: readonly ClassEntry[];
  /** The classes that every process has, by module and path. */
  readonly names: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** For each release: missing modules and names, and names that belong to another class. */
  readonly python: Readonly<
    Record<PythonVersion, { readonly lacks: readonly string[]; readonly other: Readonly<Record<string, number>> }>
  >;
  /** Modules and names that only processes with a database have. */
  readonly databases: Readonly<Record<DatabaseName, readonly string[]>>;
} = data as never;

const MODULES: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map(
  Object.entries(TABLE.names).map(([module, names]) => [module, new Map(Object.entries(names))]),
);
const LACKING = new Map(PYTHONS.map((version) => [version, new Set(TABLE.python[version].lacks)]));
const DATABASES = Object.entries(TABLE.databases).map(([name, own]) => ({ name, own: new Set(own) }));

/** A class of Python, Celery, kombu, billiard, Django, gunicorn or a database driver. */
export interface KnownClass {
  readonly type: PyClass;
  readonly construct: Constructor;
}

/**
 * Finds the exception class that the serving process of a new Django project has under this module and dotted path. The
 * path may lead through submodules (vector excrow-through-a-module) or be an alias (vector excrow-alias-ioerror).
 */
export function findKnownClass(module: string, path: string): KnownClass | undefined {
  const index = indexOf(module, path);
  const entry = index === undefined ? undefined : TABLE.classes[index];
  if (entry) return { type: parseClassName(entry[0]), construct: createConstructor(entry[1]) };
  const dot = path.indexOf('.');
  return dot < 0 ? undefined : findKnownClass(`${module}.${path.slice(0, dot)}`, path.slice(dot + 1));
}

/** Index of the class in the current process: vectors python311-re-error, pg-sqlite3-error. */
function indexOf(module: string, path: string): number | undefined {
  const { python, database } = currentProcess();
  const name = `${module}:${path}`;
  const isIn = (names: ReadonlySet<string> | undefined): boolean =>
    names !== undefined && (names.has(module) || names.has(name));
  if (isIn(LACKING.get(python)) || DATABASES.some((one) => one.name !== database && isIn(one.own))) return undefined;
  return TABLE.python[python].other[name] ?? MODULES.get(module)?.get(path);
}

/** Parses `module:qualname`. */
function parseClassName(name: string): PyClass {
  const [module = '', qualname = ''] = name.split(':');
  return { module, qualname };
}

function createConstructor(rule: string | CountRule | undefined): Constructor {
  if (rule === undefined) return keepArgs;
  return typeof rule === 'string' ? (CONSTRUCTORS.get(rule) ?? keepArgs) : countConstructor(rule);
}

/** Creates the constructor of a class from its rules by number of arguments. */
export function countConstructor(rule: CountRule): Constructor {
  return (args) => {
    const made = rule[String(args.length)] ?? (args.length > maxCount(rule) ? false : undefined);
    if (made === false) return raise();
    if (typeof made === 'string') return { args, describe: { repr: () => fill(made, args) } };
    return typeof made === 'object' ? { args: made.map((one) => argOf(one, args)) } : { args };
  };
}

function argOf(rule: number | null | string, args: PyList): PyValue {
  if (rule === null) return null;
  return typeof rule === 'string' ? fill(rule, args) : (args[rule] ?? null);
}

/** Replaces `{0}` with the str of an argument, and `{0!r}` with its repr. `{{` is a brace. */
function fill(template: string, args: PyList): string {
  return template.replace(
    /\{\{|\}\}|\{(\d)(!r)?\}/g,
    (whole, position: string | undefined, isRepr: string | undefined) => {
      if (position === undefined) return whole.slice(1);
      const arg = args[Number(position)] ?? null;
      return isRepr === undefined ? str(arg) : repr(arg);
    },
  );
}

function maxCount({ max }: CountRule): number {
  return typeof max === 'number' ? max : Number.POSITIVE_INFINITY;
}
