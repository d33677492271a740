import { DecodeFault } from '../fault.ts';
import { repr, str } from '../python/repr.ts';
import { isDict, isList, isTruthy, type PyDict, type PyList, type PyValue } from '../value.ts';
import type { ExceptionClass, ExceptionClasses, Python } from './classes.ts';
import { argsRepr, argsStr, type Constructor, type Instance } from './families.ts';
import { findKnown } from './known-classes.ts';

/** A stored exception as Celery gives it back. */
export interface RebuiltException {
  /** Full class name, as the views answer it under `exc`. */
  readonly exc: string;
  readonly repr: string;
  /** `bool(exception)`: Celery takes a false one for none in a ready state (vectors custom-falsy, excrow-falsy-retry). */
  readonly falsy: boolean;
}

interface FoundClass {
  /** `module:qualname` */
  readonly name: string;
  readonly construct: Constructor;
  readonly repr?: ExceptionClass['repr'];
  readonly falsy?: boolean;
}

const PYTHON: Python = { repr, str };

/**
 * `Backend.exception_to_python`: the exception that stored data describes, or null where the data is false. No class is imported and no
 * stored name is run.
 *
 * @throws {@link DecodeFault} where Celery raises
 */
export function rebuildException(stored: PyValue, own: ExceptionClasses): RebuiltException | null {
  if (!isTruthy(stored)) return null;
  const data = toDict(stored);
  const type = data.get('exc_type');
  if (type === undefined) throw fault('it has no exc_type');
  const found = findClass(data.get('exc_module') ?? null, type, own);
  const message = data.has('exc_message') ? (data.get('exc_message') ?? null) : '';
  let instance: Instance;
  try {
    instance = found.construct(argumentsOf(message), found.name);
  } catch {
    // whatever a constructor raises, Celery makes it a plain Exception: vector custom-init-mismatch
    return {
      exc: 'builtins.Exception',
      repr: `Exception(${repr(`${classText(found.name)}(${str(message)})`)})`,
      falsy: false,
    };
  }
  const name = instance.className ?? found.name;
  return { exc: fullName(name), repr: reprOf(instance, name, found.repr), falsy: found.falsy ?? false };
}

function argumentsOf(message: PyValue): PyList {
  if (isList(message)) return message;
  return typeof message === 'object' && message !== null && 'py' in message && message.py === 'tuple'
    ? message.items
    : [message];
}

function reprOf({ args, repr: text }: Instance, name: string, own: ExceptionClass['repr']): string {
  if (text !== undefined) return text;
  const qualname = name.slice(name.indexOf(':') + 1);
  if (!own) return qualname.slice(qualname.lastIndexOf('.') + 1) + argsRepr(args);
  try {
    return own(args, PYTHON);
  } catch {
    // a __repr__ that raises is answered with str(): vector custom-broken-repr
    return argsStr(args);
  }
}

function findClass(module: PyValue, type: PyValue, own: ExceptionClasses): FoundClass {
  if (module === null) return madeClass('celery.backends.base', type);
  if (typeof type !== 'string') throw fault('its exc_type is no text');
  if (isList(module) || isDict(module)) throw fault('its exc_module is no text');
  if (typeof module !== 'string') return madeClass('celery.exceptions', type);
  const mine = Object.hasOwn(own, module) ? own[module] : undefined;
  const entry = mine && Object.hasOwn(mine, type) ? mine[type] : undefined;
  if (entry) return ownClass(`${entry.module ?? module}:${type}`, entry);
  return findKnown(module, type) ?? madeClass('celery.exceptions', type);
}

function ownClass(name: string, entry: ExceptionClass): FoundClass {
  const construct: Constructor = (given) => {
    const [fewest, most] = entry.takes ?? [0, Number.POSITIVE_INFINITY];
    if (given.length < fewest || given.length > most)
      throw new TypeError(`${name} does not take ${given.length} arguments`);
    return { args: entry.args ? entry.args(given, PYTHON) : given };
  };
  return { name, construct, repr: entry.repr, falsy: entry.falsy ?? false };
}

/** Celery makes a class for a name that it does not find. Python takes any text without NUL and lone surrogates. */
function madeClass(module: string, type: PyValue): FoundClass {
  if (typeof type !== 'string' || type.includes('\0') || !type.isWellFormed())
    throw fault('its exc_type cannot be a name');
  return { name: `${module}:${type}`, construct: (given) => ({ args: given }) };
}

/** `module.qualname`, but only the qualname when that has a dot: vector custom-nested. */
function fullName(name: string): string {
  const colon = name.indexOf(':');
  const qualname = name.slice(colon + 1);
  return qualname.includes('.') ? qualname : `${name.slice(0, colon)}.${qualname}`;
}

/** `str(cls)` */
function classText(name: string): string {
  return `<class '${name.startsWith('builtins:') ? name.slice('builtins:'.length) : name.replace(':', '.')}'>`;
}

/** `dict(value)`: an object, or a list of pairs (vector excrow-pairs). */
function toDict(value: PyValue): PyDict {
  if (isDict(value)) return value;
  const pairs = pairsOf(value);
  if (!pairs) throw fault('it is no object');
  return new Map(pairs);
}

/** What `dict()` reads as pairs: lists, objects and texts of two, in a list. Undefined for anything else. */
export function pairsOf(value: PyValue): (readonly [PyValue, PyValue])[] | undefined {
  if (!isList(value)) return undefined;
  const pairs: (readonly [PyValue, PyValue])[] = [];
  for (const item of value) {
    const parts = typeof item === 'string' ? [...item] : isDict(item) ? [...item.keys()] : isList(item) ? item : [];
    const [key, paired] = parts;
    if (parts.length !== 2 || key === undefined || paired === undefined || isList(key) || isDict(key)) return undefined;
    pairs.push([key, paired]);
  }
  return pairs;
}

function fault(reason: string): DecodeFault {
  return new DecodeFault('exception', `a stored exception cannot be rebuilt: ${reason}`);
}
