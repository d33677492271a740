import type { GoalRow } from '../section.ts';
import { ratioOf, times } from './figures.ts';

const MUST = 1.15;
const AIM = 1.05;

/** The goal for what a read by the client takes longer than a bare `fetch`, from the times of each round. */
export function overheadOf(where: string, client: readonly number[], bare: readonly number[]): GoalRow {
  const ratio = ratioOf(client, bare);
  return {
    goal: `a read by the client, in ${where}: time to a bare \`fetch\``,
    ...{ must: `≤ ${MUST}×`, aim: `≤ ${AIM}×`, reached: times(ratio) },
    verdict: ratio.median <= AIM ? 'aim' : ratio.median <= MUST ? 'must' : 'no',
  };
}
