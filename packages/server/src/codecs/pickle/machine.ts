import type { ExceptionClasses } from '../exceptions/classes.ts';
import { DecodeFault } from '../fault.ts';
import type { PyValue } from '../value.ts';
import { PickleBytes } from './bytes.ts';
import { findName, isName } from './names.ts';

/** The stack machine that a pickle is a program for, with operations for plain data only. */
export class Machine {
  readonly bytes: PickleBytes;
  protocol = 0;
  readonly #classes: ExceptionClasses;
  readonly #stack: PyValue[] = [];
  /** Where on the stack the marks stand, the innermost last. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PyValue>();

  constructor(bytes: Uint8Array, classes: ExceptionClasses) {
    this.bytes = new PickleBytes(bytes);
    this.#classes = classes;
  }

  push(value: PyValue): void {
    this.#stack.push(value);
  }

  pop(): PyValue {
    this.top();
    return this.#stack.pop() ?? null;
  }

  /** The uppermost value, which no mark may cover. */
  top(): PyValue {
    const value = this.#stack.at(-1);
    if (value === undefined || this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw fault('its stack is empty');
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** Everything above the last mark, which goes too. */
  popMark(): PyValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw fault('a mark is missing');
    return this.#stack.splice(mark);
  }

  /** POP takes a mark when one is uppermost. */
  discard(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  /** The items of a tuple that is about to be called with. */
  popArguments(): readonly PyValue[] {
    const value = this.pop();
    if (typeof value === 'object' && value !== null && 'py' in value && value.py === 'tuple') return value.items;
    throw fault('a call without a tuple of arguments');
  }

  put(index: number): void {
    this.#memo.set(index, this.top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw fault('it refers to something that it never wrote');
    this.push(value);
  }

  /** Pushes what a name stands for. */
  name(module: PyValue, path: PyValue): void {
    if (typeof module !== 'string' || typeof path !== 'string') throw fault('a name that is no text');
    const [now, then] = this.protocol < 3 ? modernName(module, path) : [module, path];
    this.push(findName(now, then, this.#classes));
  }

  call(callable: PyValue, args: readonly PyValue[]): void {
    if (!isName(callable)) throw fault('it calls something that is no name');
    let made: PyValue;
    try {
      made = callable.call(args);
    } catch (error) {
      // an exception's constructor may raise anything, and Python's unpickler stops there too
      throw error instanceof DecodeFault ? error : fault('an exception that cannot be made');
    }
    this.push(made);
  }
}

/** What Python 3 calls the modules of Python 2, as far as plain data is concerned. */
const MODULES: ReadonlyMap<string, string> = new Map([
  ['__builtin__', 'builtins'],
  ['copy_reg', 'copyreg'],
  ['exceptions', 'builtins'],
]);
const NAMES: ReadonlyMap<string, string> = new Map([
  ['__builtin__.unicode', 'str'],
  ['__builtin__.long', 'int'],
  ['__builtin__.xrange', 'range'],
  ['exceptions.StandardError', 'Exception'],
]);

function modernName(module: string, path: string): readonly [module: string, path: string] {
  return [MODULES.get(module) ?? module, NAMES.get(`${module}.${path}`) ?? path];
}

function fault(reason: string): DecodeFault {
  return new DecodeFault('pickle', reason);
}
