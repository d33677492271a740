import { DecodeError } from '../errors.ts';
import { isTuple, type PyList, type PyValue } from '../value.ts';
import { PickleBytes } from './bytes.ts';
import { resolved } from './lazy.ts';
import { isName, type Name } from './name.ts';

/** The names and objects that a pickle may use. The functions throw {@link DecodeError} for anything else. */
export interface PickleObjects {
  /** The class or function at a dotted path in a module. */
  find(module: string, path: string): Name;
  /** The operation NEWOBJ: creates an object of a class, without its state. */
  create(type: PyValue, args: PyList): PyValue;
  /** The operation BUILD: sets an object's state. */
  build(target: PyValue, state: PyValue): void;
}

/**
 * The stack machine that runs a pickle. It creates plain data itself, and other objects with its {@link PickleObjects}.
 */
export class Machine {
  readonly bytes: PickleBytes;
  protocol = 0;
  readonly objects: PickleObjects;
  readonly #stack: PyValue[] = [];
  /** Stack heights at which the marks were set, the innermost last. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PyValue>();

  constructor(bytes: Uint8Array, objects: PickleObjects) {
    this.bytes = new PickleBytes(bytes);
    this.objects = objects;
  }

  push(value: PyValue): void {
    this.#stack.push(value);
  }

  pop(): PyValue {
    return resolved(this.popKey());
  }

  /** As {@link pop}, for the key of a dict. */
  popKey(): PyValue {
    this.top();
    return this.#stack.pop() ?? null;
  }

  /** The top value. @throws DecodeError if there is a mark above it */
  top(): PyValue {
    const value = this.#stack.at(-1);
    if (value === undefined || this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw decodeError('its stack is empty');
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** Removes the last mark and the values above it. Returns the values. */
  popMark(): PyValue[] {
    return this.#popMark().map(resolved);
  }

  /** As {@link popMark}, for keys and values in turn. */
  popEntries(): PyValue[] {
    return this.#popMark().map((value, at) => (at % 2 === 0 ? value : resolved(value)));
  }

  #popMark(): PyValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw decodeError('a mark is missing');
    return this.#stack.splice(mark);
  }

  /** The operation POP: removes the top value, or a mark on top. */
  discard(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  /** Removes a tuple of arguments. Returns its items. */
  popArguments(): readonly PyValue[] {
    const value = this.pop();
    if (isTuple(value)) return value.items;
    throw decodeError('a call without a tuple of arguments');
  }

  /** Stores the top value in the memo. */
  put(index: number): void {
    this.#memo.set(index, this.top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  /** Pushes a value of the memo. */
  get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw decodeError('it reads a value from the memo that it never stored');
    this.push(value);
  }

  /** Pushes the {@link Name} of a module and a dotted path in it. */
  name(module: PyValue, path: PyValue): void {
    if (typeof module !== 'string' || typeof path !== 'string') throw decodeError('a name that is not text');
    const name = this.protocol < 3 ? toPython3(module, path) : { module, path };
    this.push(this.objects.find(name.module, name.path));
  }

  /** Pushes the result of a call. */
  call(callable: PyValue, args: readonly PyValue[]): void {
    if (!isName(callable)) throw decodeError('it calls a value that is not a class or function');
    let result: PyValue;
    try {
      result = callable.call(args);
    } catch (error) {
      // an exception's constructor may throw any error, and Python's unpickler also fails then
      throw error instanceof DecodeError ? error : decodeError('an exception that cannot be created');
    }
    this.push(result);
  }
}

/** Python 2's names of modules with plain data, and their names in Python 3. */
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

function toPython3(module: string, path: string): { readonly module: string; readonly path: string } {
  return { module: MODULES.get(module) ?? module, path: NAMES.get(`${module}.${path}`) ?? path };
}

function decodeError(reason: string): DecodeError {
  return new DecodeError('pickle', reason);
}
