import { figure } from './format.ts';
import type { GoalRow } from './section.ts';

/** A goal for a figure that is good when it is small. NaN: it was not measured. */
export function maximumGoal(
  name: string,
  unit: string,
  value: number,
  { must, aim }: { readonly must: number; readonly aim: number },
): GoalRow {
  const bound = (limit: number): string => `≤ ${[figure(limit), unit].join(' ').trim()}`;
  return {
    goal: name,
    must: bound(must),
    aim: bound(aim),
    reached: [figure(value), unit].join(' ').trim(),
    verdict: value <= aim ? 'aim' : value <= must ? 'must' : Number.isNaN(value) ? 'not measured' : 'no',
  };
}
