import { DecodeError } from '../errors.ts';
import type { ExceptionClasses } from '../exceptions/classes.ts';
import { checkExpansion, type Expansion, LARGE_EXPANSION } from '../expanded-size.ts';
import type { PyValue } from '../value.ts';
import { findName } from './find-name.ts';
import { Machine, type PickleObjects } from './machine.ts';
import { build, newObject } from './objects.ts';
import { OPERATIONS } from './opcodes.ts';

const STOP = '.'.charCodeAt(0);

/**
 * Reads a pickle of plain data, protocols 0 to 5, as `pickle.loads` does. Names in the pickle only select constructors
 * from the fixed list in find-name.ts. It never imports, looks up or runs anything else. Vectors pickle-*.
 *
 * @throws {@link DecodeError} for any other pickle
 */
export function readPickle(
  bytes: Uint8Array,
  classes: ExceptionClasses,
  expansion: Expansion = LARGE_EXPANSION,
): PyValue {
  const objects = { find: (module: string, path: string) => findName(module, path, classes), create: newObject, build };
  return runPickle(bytes, objects, expansion);
}

/**
 * Runs a pickle with the objects that it may create.
 *
 * @throws {@link DecodeError}
 */
export function runPickle(bytes: Uint8Array, objects: PickleObjects, expansion: Expansion = LARGE_EXPANSION): PyValue {
  const machine = new Machine(bytes, objects);
  for (;;) {
    const code = machine.bytes.uint8();
    if (code === STOP) break;
    const operation = OPERATIONS[code];
    if (!operation) throw new DecodeError('pickle', 'an operation that is not for plain data');
    operation(machine);
  }
  return checkExpansion(machine.pop(), { bytes: bytes.length, encoding: 'pickle' }, expansion);
}
