import type { PyValue } from '../value.ts';
import type { Name } from './name.ts';
import { isUnknown } from './unknown.ts';

/** Replaces each object of a pickled group that no answer contains. Calling it returns it. */
export const OPAQUE: Name = {
  py: 'other',
  text: '<object>',
  truthy: true,
  named: { module: '', qualname: '' },
  call: () => OPAQUE,
};

/** Whether what is added to the object changes nothing. */
export function isOpaque(value: PyValue): boolean {
  return value === OPAQUE || isUnknown(value);
}
