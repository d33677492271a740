import { checkFunction, checkOption } from '../lib/check-option.ts';
import { isObject } from '../protocol/is-object.ts';
import type { TaskReading } from './to-task-status.ts';

/** The phases that a state may have: a state that is read is known. */
const PHASES = ['pending', 'running', 'retrying', 'succeeded', 'failed', 'revoked', 'ignored'];

/** Checks how states and metas are read. @throws RangeError that names the option */
export function checkReading({ states, progress }: TaskReading): void {
  checkFunction('progress', progress);
  checkOption('states', states, isObject(states), 'an object');
  for (const [state, phase] of Object.entries(states ?? {}))
    checkOption(`states.${state}`, phase, PHASES.includes(phase), `one of ${PHASES}`);
}
