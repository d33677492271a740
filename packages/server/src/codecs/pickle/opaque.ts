import type { PyValue } from '../value.ts';
import type { Name } from './name.ts';
import { isUnknown } from './unknown.ts';

/** Replaces all objects of a pickled group that no answer needs. A call of it returns itself. */
export const OPAQUE: Name = {
  py: 'other',
  text: '<object>',
  truthy: true,
  named: { module: '', qualname: '' },
  call: () => OPAQUE,
};

/** Whether a value is {@link OPAQUE}: adding items or state to it does nothing. */
export function isOpaque(value: PyValue): boolean {
  return value === OPAQUE || isUnknown(value);
}
