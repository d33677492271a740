import { DecodeFault } from '../fault.ts';
import { MAX_INT_DIGITS } from '../json/read.ts';
import type { PyValue } from '../value.ts';
import type { Machine } from './machine.ts';
import { build, newObject } from './names.ts';
import { addToSet, append, hashable, setItems } from './objects.ts';
import { ascii, quotedString, rawUnicodeEscape } from './text.ts';

const HIGHEST_PROTOCOL = 5;

type Operation = (machine: Machine) => void;

const bytes = (value: Uint8Array): PyValue => ({ py: 'bytes', bytes: new Uint8Array(value) });
const tuple = (...items: readonly PyValue[]): PyValue => ({ py: 'tuple', items });

/** Pops so many values, the deepest first. */
function popped(machine: Machine, count: number): PyValue[] {
  return Array.from({ length: count }, () => machine.pop()).reverse();
}

/** Operations by the character that Python's own table names them with. Persistent ids, extensions and buffers are no plain data. */
const TABLE: Readonly<Record<string, Operation>> = {
  // numbers and constants
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  I: (m) => m.push(decimalInt(m.bytes.line())),
  L: (m) => m.push(digits(m.bytes.line().replace(/L$/, ''))),
  J: (m) => m.push(BigInt(m.bytes.int32())),
  K: (m) => m.push(BigInt(m.bytes.uint8())),
  M: (m) => m.push(BigInt(m.bytes.uint16())),
  '\x8a': (m) => m.push(m.bytes.bigint(m.bytes.uint8())),
  '\x8b': (m) => m.push(m.bytes.bigint(positive(m.bytes.int32()))),
  F: (m) => m.push(decimalFloat(m.bytes.line())),
  G: (m) => m.push(m.bytes.double()),
  // text and bytes
  S: (m) => m.push(quotedString(m.bytes.line())),
  T: (m) => m.push(ascii(m.bytes.take(positive(m.bytes.int32())).toString('latin1'))),
  U: (m) => m.push(ascii(m.bytes.take(m.bytes.uint8()).toString('latin1'))),
  V: (m) => m.push(rawUnicodeEscape(m.bytes.line())),
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
  '\x85': (m) => m.push(tuple(...popped(m, 1))),
  '\x86': (m) => m.push(tuple(...popped(m, 2))),
  '\x87': (m) => m.push(tuple(...popped(m, 3))),
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
    const items = m.popMark();
    m.push(new Map());
    setItems(m.top(), items);
  },
  s: (m) => {
    const item = popped(m, 2);
    setItems(m.top(), item);
  },
  u: (m) => {
    const items = m.popMark();
    setItems(m.top(), items);
  },
  '\x8f': (m) => m.push({ py: 'set', items: [] }),
  '\x90': (m) => {
    const items = m.popMark();
    addToSet(m.top(), items);
  },
  '\x91': (m) => m.push({ py: 'frozenset', items: m.popMark().map(hashable) }),
  // the stack and the memo
  '(': (m) => m.mark(),
  '0': (m) => m.discard(),
  '1': (m) => void m.popMark(),
  '2': (m) => m.push(m.top()),
  p: (m) => m.put(index(m.bytes.line())),
  q: (m) => m.put(m.bytes.uint8()),
  r: (m) => m.put(m.bytes.uint32()),
  '\x94': (m) => m.memoize(),
  g: (m) => m.get(index(m.bytes.line())),
  h: (m) => m.get(m.bytes.uint8()),
  j: (m) => m.get(m.bytes.uint32()),
  // names and calls
  c: (m) => m.name(m.bytes.line(), m.bytes.line()),
  '\x93': (m) => {
    const [module = null, path = null] = popped(m, 2);
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
    if (args.length > 0) throw new DecodeFault('pickle', 'an object with arguments of its own');
    m.push(newObject(m.pop()));
  },
  b: (m) => {
    const state = m.pop();
    build(m.top(), state);
  },
  // the frame of it all
  '\x80': (m) => {
    m.protocol = m.bytes.uint8();
    if (m.protocol > HIGHEST_PROTOCOL) throw new DecodeFault('pickle', 'a protocol that Python does not have');
  },
  '\x95': (m) => m.bytes.expect(m.bytes.uint64()),
};

/** The operation of every byte, or undefined. */
export const OPERATIONS: readonly (Operation | undefined)[] = Array.from(
  { length: 256 },
  (_, byte) => TABLE[String.fromCharCode(byte)],
);

/** INT says booleans too: `00` and `01`. */
function decimalInt(line: string): PyValue {
  if (line === '00' || line === '01') return line === '01';
  return digits(line);
}

function digits(line: string): bigint {
  const [, sign, size] = /^\s*([+-])?(\d+)\s*$/.exec(line) ?? [];
  if (size === undefined || size.length > MAX_INT_DIGITS) throw new DecodeFault('pickle', 'an integer of other digits');
  return sign === '-' ? -BigInt(size) : BigInt(size);
}

function decimalFloat(line: string): number {
  const text = line.trim().toLowerCase();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(text)) return Number(text);
  const [, sign, word] = /^([+-])?(nan|inf|infinity)$/.exec(text) ?? [];
  if (word === undefined) throw new DecodeFault('pickle', 'a float of other digits');
  if (word === 'nan') return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function index(line: string): number {
  if (!/^\d{1,10}$/.test(line.trim())) throw new DecodeFault('pickle', 'a place in the memo that is no number');
  return Number(line);
}

function positive(length: number): number {
  if (length < 0) throw new DecodeFault('pickle', 'a negative length');
  return length;
}
