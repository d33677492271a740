import { checkFunction, checkOption } from '../lib/check-option.ts';
import { isObject } from '../protocol/is-object.ts';
import type { TaskReading } from './to-task-status.ts';

/** The phases that a state may have. `unknown` is missing: it means that no state was read. */
const PHASES = ['pending', 'running', 'retrying', 'succeeded', 'failed', 'revoked', 'ignored'];

/** Checks the options for reading states and metas. @throws RangeError that names the option */
export function checkReading({ states, progress }: TaskReading): void {
  checkFunction('progress', progress);
  checkOption('states', states, isObject(states), 'an object');
  for (const [state, phase] of Object.entries(states ?? {}))
    checkOption(`states.${state}`, phase, PHASES.includes(phase), `one of ${PHASES}`);
}
