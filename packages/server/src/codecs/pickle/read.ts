import type { ExceptionClasses } from '../exceptions/classes.ts';
import { DecodeFault } from '../fault.ts';
import type { PyValue } from '../value.ts';
import { expandedSize } from './expanded-size.ts';
import { Machine } from './machine.ts';
import { OPERATIONS } from './opcodes.ts';

const STOP = '.'.charCodeAt(0);
/** Characters that a value may take once what it shares is written out: a few bytes can share their way to any size. */
const MOST_CHARACTERS = 256 * 1024 * 1024;

/**
 * Reads a pickle of plain data, protocols 0 to 5, as `pickle.loads` does. Names in it choose from a fixed list of ways to make data
 * (names.ts); nothing is imported, looked up or run. Vectors pickle-*.
 *
 * @throws {@link DecodeFault} for everything else
 */
export function readPickle(bytes: Uint8Array, classes: ExceptionClasses): PyValue {
  const machine = new Machine(bytes, classes);
  for (;;) {
    const code = machine.bytes.uint8();
    if (code === STOP) break;
    const operation = OPERATIONS[code];
    if (!operation) throw new DecodeFault('pickle', 'an operation that plain data has no use for');
    operation(machine);
  }
  const value = machine.pop();
  if (expandedSize(value) > MOST_CHARACTERS)
    throw new DecodeFault('pickle', 'it takes too many characters to write out');
  return value;
}
