import { classStr } from '../exceptions/class-name.ts';
import { isTagged, type PyClass, type PyList, type PyValue } from '../value.ts';

/** A class or function that a pickle names, and the result of calling it. */
export interface Name {
  readonly py: 'other';
  /** The repr of the class or function. */
  readonly text: string;
  readonly truthy: true;
  readonly named: PyClass;
  readonly call: (args: PyList) => PyValue;
}

export function isName(value: PyValue): value is Name {
  return isTagged(value) && 'call' in value;
}

export function createName(type: PyClass, call: Name['call']): Name {
  return { py: 'other', text: classStr(type), truthy: true, named: type, call };
}
