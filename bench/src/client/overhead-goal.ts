import { times } from '../section/format.ts';
import type { GoalRow } from '../section/section.ts';
import { MIDDLE_HALF, ratioOf } from '../section/spread.ts';

const MUST = 1.15;
const AIM = 1.05;

interface ReadTimes {
  /** Time of the client's read in each round. */
  readonly client: readonly number[];
  /** Time of the bare `fetch` in each round. */
  readonly bare: readonly number[];
}

/** The goal for the time of a read by the client, compared with a bare `fetch`. */
export function overheadGoal(where: string, { client, bare }: ReadTimes): GoalRow {
  const ratio = ratioOf(client, bare, MIDDLE_HALF);
  return {
    goal: `a read by the client, in ${where}: time to a bare \`fetch\``,
    must: `≤ ${MUST}×`,
    aim: `≤ ${AIM}×`,
    reached: times(ratio),
    verdict: ratio.median <= AIM ? 'aim' : ratio.median <= MUST ? 'must' : 'no',
  };
}
