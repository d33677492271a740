import type { ExceptionClasses } from '../exceptions/classes.ts';
import { classText, findExceptionClass, instantiate } from '../exceptions/rebuild.ts';
import { DecodeFault } from '../fault.ts';
import { decimalText } from '../json/decimal.ts';
import { isList, type PyClass, type PyList, type PyValue } from '../value.ts';
import { append, dictOf, type GrowingDict, hashable, isTagged, iterate, setItems } from './objects.ts';
import { date, datetime, time, timedelta, timezone } from './times.ts';

/** What a name in a pickle stands for: how a call of it is answered. Nothing is ever looked up outside of this file. */
export interface Name {
  readonly py: 'other';
  /** Its repr. */
  readonly text: string;
  readonly truthy: true;
  readonly call: (args: PyList) => PyValue;
}

export function isName(value: PyValue): value is Name {
  return isTagged(value) && 'call' in value;
}

/**
 * The name of a module and a dotted path in it, if it is one of plain data.
 *
 * @throws {@link DecodeFault} for every other name
 */
export function findName(module: string, path: string, classes: ExceptionClasses): Name {
  const call = CALLS.get(`${module}:${path}`);
  if (call) return name({ module, qualname: path }, call);
  const found = findExceptionClass(module, path, classes);
  if (found) return name(found.type, (args) => instantiate(found, args));
  throw new DecodeFault('pickle', 'it names something that is neither plain data nor a known exception class');
}

function name(type: PyClass, call: Name['call']): Name {
  return { py: 'other', text: classText(type), truthy: true, call };
}

/** The names that plain data is made with. Whatever these cannot do with their arguments is a fault. */
const CALLS: ReadonlyMap<string, Name['call']> = new Map<string, Name['call']>([
  ['builtins:list', (args) => [...iterate(args[0] ?? [])]],
  ['builtins:tuple', (args) => ({ py: 'tuple', items: [...iterate(args[0] ?? [])] })],
  ['builtins:dict', (args) => new Map(dictOf(args[0] ?? new Map()) ?? wrong())],
  ['builtins:set', (args) => ({ py: 'set', items: iterate(args[0] ?? []).map(hashable) })],
  ['builtins:frozenset', (args) => ({ py: 'frozenset', items: iterate(args[0] ?? []).map(hashable) })],
  ['builtins:bytes', (args) => ({ py: 'bytes', bytes: bytesOf(args) })],
  ['builtins:bytearray', (args) => ({ py: 'bytearray', bytes: bytesOf(args) })],
  ['builtins:complex', complex],
  ['builtins:range', range],
  ['builtins:int', () => wrong()],
  ['builtins:float', () => wrong()],
  ['builtins:str', () => wrong()],
  ['builtins:bool', () => wrong()],
  ['builtins:object', () => wrong()],
  ['_codecs:encode', encode],
  ['copyreg:_reconstructor', ([type = null]) => newObject(type)],
  ['copyreg:__newobj__', ([type = null]) => newObject(type)],
  ['datetime:datetime', datetime],
  ['datetime:date', date],
  ['datetime:time', time],
  ['datetime:timedelta', timedelta],
  ['datetime:timezone', timezone as Name['call']],
  ['decimal:Decimal', decimal],
  ['uuid:UUID', () => wrong()],
  ['collections:OrderedDict', (args) => mapping('OrderedDict', args)],
  ['collections:Counter', (args) => mapping('Counter', args)],
  ['collections:defaultdict', defaultdict],
  ['collections:deque', deque],
]);

/** An object without its state: only UUIDs are pickled so, and get theirs next. */
export function newObject(type: PyValue): PyValue {
  return isName(type) && type.text === "<class 'uuid.UUID'>" ? { py: 'uuid', text: '' } : wrong();
}

/** Gives an object its state, as BUILD does. */
export function build(target: PyValue, state: PyValue): void {
  if (isTagged(target) && target.py === 'uuid') {
    setUuid(target, state);
    return;
  }
  // attributes show in no answer
  const canHaveAttributes =
    isTagged(target) && ['exception', 'mapping', 'deque', 'bytearray', 'set', 'frozenset'].includes(target.py);
  if (!canHaveAttributes || (state !== null && !dictOf(state) && !isTuple(state))) wrong();
}

function setUuid(target: object, state: PyValue): void {
  const int = dictOf(state)?.get('int');
  if (typeof int !== 'bigint' || int < 0n || int >= 1n << 128n) wrong();
  const text = int
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  Object.assign(target, { text });
}

function isTuple(value: PyValue): boolean {
  return isTagged(value) && value.py === 'tuple';
}

/** `bytes(…)` and `bytearray(…)` of nothing, of bytes, or of text with an encoding. */
function bytesOf(args: PyList): Uint8Array {
  const [content, encoding] = args;
  if (content === undefined) return new Uint8Array();
  if (typeof content === 'string' && encoding !== undefined) return latin1(content, encoding);
  if (args.length === 1 && isTagged(content) && 'bytes' in content) return new Uint8Array(content.bytes);
  if (args.length === 1 && isList(content)) return Uint8Array.from(content, byte);
  return wrong();
}

function byte(value: PyValue): number {
  return typeof value === 'bigint' && value >= 0n && value < 256n ? Number(value) : wrong();
}

/** `_codecs.encode(text, 'latin1')`: how older protocols write bytes. */
function encode([text = null, encoding = null]: PyList): PyValue {
  return { py: 'bytes', bytes: typeof text === 'string' ? latin1(text, encoding) : wrong() };
}

function latin1(text: string, encoding: PyValue): Uint8Array {
  if (encoding !== 'latin1' && encoding !== 'latin-1') return wrong();
  return Uint8Array.from(text, (char) => (char.length === 1 && char <= '\xff' ? char.charCodeAt(0) : wrong()));
}

function complex([real = 0, imaginary = 0]: PyList): PyValue {
  return typeof real === 'number' && typeof imaginary === 'number' ? { py: 'complex', real, imaginary } : wrong();
}

function range(args: PyList): PyValue {
  const [start, stop, step = 1n] = args;
  if (typeof start !== 'bigint' || typeof stop !== 'bigint' || typeof step !== 'bigint' || step === 0n) return wrong();
  const truthy = step > 0n ? start < stop : start > stop;
  return { py: 'other', text: `range(${start}, ${stop}${step === 1n ? '' : `, ${step}`})`, truthy };
}

function decimal([text = null]: PyList): PyValue {
  const read = typeof text === 'string' ? decimalText(text) : undefined;
  return read === undefined ? wrong() : { py: 'decimal', text: read };
}

function mapping(kind: 'OrderedDict' | 'Counter', args: PyList): PyValue {
  const entries: GrowingDict = new Map();
  const [items] = args;
  const made: PyValue = { py: 'mapping', name: kind, entries };
  if (items !== undefined) setItems(made, pairsOf(items));
  return made;
}

/** The items of a dict, or of a list of pairs, one after the other. */
function pairsOf(items: PyValue): PyList {
  const dict = dictOf(items);
  if (dict) return [...dict].flat();
  return iterate(items).flatMap((pair) => {
    const parts = iterate(pair);
    return parts.length === 2 ? parts : wrong();
  });
}

function defaultdict([factory = null, items]: PyList): PyValue {
  const entries: GrowingDict = new Map();
  const made: PyValue = { py: 'mapping', name: 'defaultdict', entries, factory: factoryText(factory) };
  if (items !== undefined) setItems(made, pairsOf(items));
  return made;
}

function factoryText(factory: PyValue): string {
  if (factory === null) return 'None';
  return isName(factory) ? factory.text : wrong();
}

function deque([items = [], limit = null]: PyList): PyValue {
  if (limit !== null && (typeof limit !== 'bigint' || limit < 0n)) return wrong();
  const made: PyValue = { py: 'deque', items: [], limit };
  append(made, iterate(items));
  return made;
}

function wrong(): never {
  throw new DecodeFault('pickle', 'it calls something with other arguments than Python writes');
}
