import { DecodeError, UnknownClassError } from '../errors.ts';
import { classStr } from '../exceptions/class-name.ts';
import type { ExceptionClasses } from '../exceptions/classes.ts';
import { findExceptionClass } from '../exceptions/find-class.ts';
import { instantiate } from '../exceptions/instantiate.ts';
import { isList, isTuple, type PyClass, type PyList, type PyValue } from '../value.ts';
import { defaultdict, deque, dict, frozenset, list, mapping, set, tuple } from './collections.ts';
import { LAZY_TEXTS } from './lazy-text.ts';
import { createName, isName, type Name } from './name.ts';
import { namespace, newObject, reconstruct } from './objects.ts';
import { bytearray, bytes, complex, decimal, encode, fraction, range } from './primitives.ts';
import { refuseCall } from './refuse-call.ts';
import { date, datetime, time, timedelta, timezone } from './times.ts';
import { asException, createUnknown, isClassName, isUnknown } from './unknown.ts';
import { ZONES } from './zones.ts';

/**
 * Finds the class or function that a pickle names. Constructors of plain data and known exception classes can be
 * called. Any other name may be a value, as in `TypeError(SomeClass)`. A call of it returns an object whose only known
 * property is its class name. Nothing is looked up elsewhere.
 */
export function findName(module: string, path: string, classes: ExceptionClasses): Name {
  const type = { module, qualname: path };
  const call = CALLS.get(`${module}:${path}`);
  if (call) return createName(type, call);
  const found = findExceptionClass(module, path, classes);
  if (found)
    return createName(found.type, (args) => instantiate(found, isGroup(found.type) ? args.map(asMember) : args));
  if (module === 'builtins' && SINGLETONS.has(path)) return { ...createName(type, refuseName), text: path };
  const unknown: Name['call'] = (args) => createUnknown(type, args);
  if (module === 'builtins' && path === 'getattr')
    return createFunction(type, ([target = null, name = null]) => attribute(target, name, classes));
  if (module === 'builtins' && FUNCTIONS.has(path))
    return { ...createName(type, unknown), text: `<built-in function ${path}>` };
  return isClass(type) ? createName(type, unknown) : createFunction(type, unknown);
}

function isGroup({ module, qualname }: PyClass): boolean {
  return module === 'builtins' && qualname.endsWith('ExceptionGroup');
}

/** Converts unknown members of an exception group to exceptions: all members are exceptions. */
function asMember(value: PyValue): PyValue {
  if (isList(value) && value.some(isUnknown)) return value.map(asException);
  return isTuple(value) && value.items.some(isUnknown) ? { py: 'tuple', items: value.items.map(asException) } : value;
}

/**
 * `getattr(cls, name)`: older protocols write nested classes in this form, and `ZoneInfo` writes its own constructor.
 */
function attribute(target: PyValue, name: PyValue, classes: ExceptionClasses): PyValue {
  if (!isName(target) || typeof name !== 'string')
    return createUnknown({ module: 'builtins', qualname: 'getattr' }, []);
  const { module, qualname } = target.named;
  return findName(module, `${qualname}.${name}`, classes);
}

function refuseName(): never {
  throw new DecodeError('pickle', 'it calls a value that is not a class');
}

const SINGLETONS: ReadonlyMap<string, string> = new Map([
  ['Ellipsis', 'ellipsis'],
  ['NotImplemented', 'NotImplementedType'],
]);

/** Python's built-in classes with lower-case names. Vector nested-pickle-class-type. */
const LOWER_CASE: ReadonlySet<string> = new Set(
  'memoryview slice property staticmethod classmethod super enumerate filter map zip reversed'.split(' '),
);

/** Functions of Python's own, whose repr has no address. Vector pickle-builtin-function. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  [
    'abs aiter all anext any ascii bin breakpoint callable chr compile delattr dir divmod eval exec format globals',
    'hasattr hash hex id input isinstance issubclass iter len locals max min next oct open ord pow print repr round',
    'setattr sorted sum vars __import__ __build_class__',
  ]
    .join(' ')
    .split(' '),
);

function isClass(type: PyClass): boolean {
  return (type.module === 'builtins' && LOWER_CASE.has(type.qualname)) || isClassName(type);
}

/** Creates a function. Its repr is unknown, since Python's repr contains an address. */
function createFunction(named: PyClass, call: Name['call']): Name {
  return {
    py: 'other',
    get text(): string {
      throw new UnknownClassError(classStr(named));
    },
    truthy: true,
    named,
    call,
  };
}

/** `type(None)`, `type(Ellipsis)` and `type(NotImplemented)`: pickles cannot name these classes. */
function typeOf([value]: PyList): PyValue {
  if (value === null) return createName({ module: 'builtins', qualname: 'NoneType' }, refuseName);
  const qualname = value !== undefined && isName(value) ? SINGLETONS.get(value.text) : undefined;
  return qualname === undefined ? refuseName() : createName({ module: 'builtins', qualname }, refuseName);
}

/** The constructors of plain data. They throw {@link DecodeError} for arguments that Python's pickler never writes. */
const CALLS: ReadonlyMap<string, Name['call']> = new Map<string, Name['call']>([
  ['builtins:list', list],
  ['builtins:tuple', tuple],
  ['builtins:dict', dict],
  ['builtins:set', set],
  ['builtins:frozenset', frozenset],
  ['builtins:bytes', bytes],
  ['builtins:bytearray', bytearray],
  ['builtins:complex', complex],
  ['builtins:range', range],
  ['builtins:int', refuseCall],
  ['builtins:float', refuseCall],
  ['builtins:str', refuseCall],
  ['builtins:bool', refuseCall],
  ['builtins:object', refuseCall],
  ['types:SimpleNamespace', namespace],
  ['builtins:type', typeOf],
  ['_codecs:encode', encode],
  ['copyreg:_reconstructor', reconstruct],
  ['copyreg:__newobj__', ([type = null, ...args]) => newObject(type, args)],
  ['datetime:datetime', datetime],
  ['datetime:date', date],
  ['datetime:time', time],
  ['datetime:timedelta', timedelta],
  ['datetime:timezone', timezone as Name['call']],
  ...ZONES,
  ['decimal:Decimal', decimal],
  ['fractions:Fraction', fraction],
  ['uuid:UUID', refuseCall],
  ['collections:OrderedDict', (args) => mapping('OrderedDict', args)],
  ['collections:Counter', (args) => mapping('Counter', args)],
  ['collections:defaultdict', defaultdict],
  ['collections:deque', deque],
  ['django.utils.functional:unpickle_lazyobject', ([wrapped = null]) => wrapped],
  ...LAZY_TEXTS,
]);
