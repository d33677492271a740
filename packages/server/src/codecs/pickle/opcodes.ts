import { DecodeError } from '../errors.ts';
import { MAX_INT_DIGITS } from '../json/read.ts';
import type { PyValue } from '../value.ts';
import { addToSet, append, checkHashable, setItems } from './growing-containers.ts';
import type { Machine } from './machine.ts';
import { checkAscii, decodeQuoted, decodeRawUnicodeEscape } from './text.ts';

const HIGHEST_PROTOCOL = 5;

type Operation = (machine: Machine) => void;

const bytes = (value: Uint8Array): PyValue => ({ py: 'bytes', bytes: new Uint8Array(value) });
const tuple = (...items: readonly PyValue[]): PyValue => ({ py: 'tuple', items });

/** Pops this many values, and returns the deepest value first. */
function pop(machine: Machine, count: number): PyValue[] {
  return Array.from({ length: count }, () => machine.pop()).reverse();
}

/**
 * Operations by their opcode, written as the character that Python's `pickle` module uses. Persistent ids, extensions
 * and buffers are missing, since they are not plain data.
 */
const TABLE: Readonly<Record<string, Operation>> = {
  // numbers and constants
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  I: (m) => m.push(parseInteger(m.bytes.line())),
  L: (m) => m.push(parseDigits(m.bytes.line().replace(/L$/, ''))),
  J: (m) => m.push(BigInt(m.bytes.int32())),
  K: (m) => m.push(BigInt(m.bytes.uint8())),
  M: (m) => m.push(BigInt(m.bytes.uint16())),
  '\x8a': (m) => m.push(m.bytes.bigint(m.bytes.uint8())),
  '\x8b': (m) => m.push(m.bytes.bigint(checkLength(m.bytes.int32()))),
  F: (m) => m.push(parseFloatText(m.bytes.line())),
  G: (m) => m.push(m.bytes.double()),
  // text and bytes
  S: (m) => m.push(decodeQuoted(m.bytes.line())),
  T: (m) => m.push(checkAscii(m.bytes.take(checkLength(m.bytes.int32())).toString('latin1'))),
  U: (m) => m.push(checkAscii(m.bytes.take(m.bytes.uint8()).toString('latin1'))),
  V: (m) => m.push(decodeRawUnicodeEscape(m.bytes.line())),
  X: (m) => m.push(m.bytes.utf8(m.bytes.uint32())),
  '\x8c': (m) => m.push(m.bytes.utf8(m.bytes.uint8())),
  '\x8d': (m) => m.push(m.bytes.utf8(m.bytes.uint64())),
  B: (m) => m.push(bytes(m.bytes.take(m.bytes.uint32()))),
  C: (m) => m.push(bytes(m.bytes.take(m.bytes.uint8()))),
  '\x8e': (m) => m.push(bytes(m.bytes.take(m.bytes.uint64()))),
  '\x96': (m) => m.push({ py: 'bytearray', bytes: new Uint8Array(m.bytes.take(m.bytes.uint64())) }),
  // containers
  ')': (m) => m.push(tuple()),
  t: (m) => m.push(tuple(...m.popMark())),
  '\x85': (m) => m.push(tuple(...pop(m, 1))),
  '\x86': (m) => m.push(tuple(...pop(m, 2))),
  '\x87': (m) => m.push(tuple(...pop(m, 3))),
  ']': (m) => m.push([]),
  l: (m) => m.push(m.popMark()),
  a: (m) => {
    const item = m.pop();
    append(m.top(), [item]);
  },
  e: (m) => {
    const items = m.popMark();
    append(m.top(), items);
  },
  '}': (m) => m.push(new Map()),
  d: (m) => {
    const entries = m.popEntries();
    m.push(new Map());
    setItems(m.top(), entries);
  },
  s: (m) => {
    const value = m.pop();
    const key = m.popKey();
    setItems(m.top(), [key, value]);
  },
  u: (m) => {
    const entries = m.popEntries();
    setItems(m.top(), entries);
  },
  '\x8f': (m) => m.push({ py: 'set', items: [] }),
  '\x90': (m) => {
    const items = m.popMark();
    addToSet(m.top(), items);
  },
  '\x91': (m) => m.push({ py: 'frozenset', items: m.popMark().map(checkHashable) }),
  // the stack and the memo
  '(': (m) => m.mark(),
  '0': (m) => m.discard(),
  '1': (m) => void m.popMark(),
  '2': (m) => m.push(m.top()),
  p: (m) => m.put(parseIndex(m.bytes.line())),
  q: (m) => m.put(m.bytes.uint8()),
  r: (m) => m.put(m.bytes.uint32()),
  '\x94': (m) => m.memoize(),
  g: (m) => m.get(parseIndex(m.bytes.line())),
  h: (m) => m.get(m.bytes.uint8()),
  j: (m) => m.get(m.bytes.uint32()),
  // names and calls
  c: (m) => m.name(m.bytes.line(), m.bytes.line()),
  '\x93': (m) => {
    const [module = null, path = null] = pop(m, 2);
    m.name(module, path);
  },
  R: (m) => {
    const args = m.popArguments();
    m.call(m.pop(), args);
  },
  i: (m) => {
    const args = m.popMark();
    m.name(m.bytes.line(), m.bytes.line());
    m.call(m.pop(), args);
  },
  o: (m) => {
    const [callable = null, ...args] = m.popMark();
    m.call(callable, args);
  },
  '\x81': (m) => {
    const args = m.popArguments();
    m.push(m.objects.create(m.pop(), args));
  },
  '\x92': (m) => {
    const [type = null, ...args] = pop(m, 3);
    m.push(m.objects.create(type, args));
  },
  b: (m) => {
    const state = m.pop();
    m.objects.build(m.top(), state);
  },
  // protocol and frame
  '\x80': (m) => {
    m.protocol = m.bytes.uint8();
    if (m.protocol > HIGHEST_PROTOCOL) throw new DecodeError('pickle', 'an unknown protocol');
  },
  '\x95': (m) => m.bytes.expect(m.bytes.uint64()),
};

/** Operations by opcode. Undefined for an opcode that is refused. */
export const OPERATIONS: readonly (Operation | undefined)[] = Array.from(
  { length: 256 },
  (_, byte) => TABLE[String.fromCharCode(byte)],
);

/** The argument of INT. `00` and `01` are booleans. */
function parseInteger(line: string): PyValue {
  if (line === '00' || line === '01') return line === '01';
  return parseDigits(line);
}

function parseDigits(line: string): bigint {
  const [, sign, size] = /^\s*([+-])?(\d+)\s*$/.exec(line) ?? [];
  if (size === undefined || size.length > MAX_INT_DIGITS)
    throw new DecodeError('pickle', 'an integer with invalid digits');
  return sign === '-' ? -BigInt(size) : BigInt(size);
}

function parseFloatText(line: string): number {
  const text = line.trim().toLowerCase();
  if (/^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/.test(text)) return Number(text);
  const [, sign, word] = /^([+-])?(nan|inf|infinity)$/.exec(text) ?? [];
  if (word === undefined) throw new DecodeError('pickle', 'a float with invalid digits');
  if (word === 'nan') return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function parseIndex(line: string): number {
  if (!/^\d{1,10}$/.test(line.trim())) throw new DecodeError('pickle', 'a memo index that is not a number');
  return Number(line);
}

function checkLength(length: number): number {
  if (length < 0) throw new DecodeError('pickle', 'a negative length');
  return length;
}
