import { openLoop, type Shot } from '@celery-results/testing';
import { expect } from 'vitest';
import { isRight, pathOf } from './under-load.ts';

/** Requests per second. A machine that is slower sends fewer: answers are judged, and not their times. */
const RATE = Number(process.env['CELERY_RESULTS_TEST_RATE'] ?? 500);
/** Requests that wait for their answers at once. */
const MAX_OPEN = 50;
/** The share of reads that are right. */
const MIN_RIGHT = 0.999;
/** Reads are right again when all answers of this time are right, and there are some. */
const CALM_MS = 500;
const CALM_ANSWERS = 10;
const RECOVERY_MS = 5_000;
/** Fewer answers show nothing. */
const MIN_ANSWERS = 100;

/** Ordinary reads that never stop, and a judge of their answers. */
export interface OrdinaryLoad {
  /** All answers so far. */
  readonly seen: readonly Shot[];
  /** Does something that does not concern these reads, and expects 99.9 % of those that begin meanwhile to be right. */
  staysRight(harm: () => Promise<unknown>): Promise<void>;
  /**
   * Expects reads to be right within a time, and to stay so.
   *
   * @param milliseconds default 5,000
   */
  recovers(milliseconds?: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts to read the tasks of `insertTasks`.
 *
 * @param rate requests per second. Default 500, or the variable CELERY_RESULTS_TEST_RATE
 */
export function startOrdinaryLoad(origin: string, rate: number = RATE): OrdinaryLoad {
  const seen: Shot[] = [];
  const load = openLoop(origin, { rate, path: pathOf, maxOpen: MAX_OPEN, onShot: (shot) => seen.push(shot) });

  async function staysRight(harm: () => Promise<unknown>): Promise<void> {
    const from = seen.length;
    const began = performance.now();
    await harm();
    const shots = (): readonly Shot[] => seen.slice(from).filter(({ at }) => at >= began);
    await expect.poll(() => shots().length, { timeout: 60_000 }).toBeGreaterThanOrEqual(MIN_ANSWERS);
    const wrong = shots().filter((shot) => !isRight(shot));
    expect(wrong.length, JSON.stringify(wrong[0])).toBeLessThanOrEqual(shots().length * (1 - MIN_RIGHT));
  }

  async function recovers(milliseconds = RECOVERY_MS): Promise<void> {
    const gone = performance.now();
    const calm = (): readonly Shot[] => seen.slice(seen.findLastIndex((shot) => shot.at < gone || !isRight(shot)) + 1);
    const isCalm = (): boolean => {
      const [first] = calm();
      return calm().length >= CALM_ANSWERS && first !== undefined && performance.now() - first.at >= CALM_MS;
    };
    await expect.poll(isCalm, { timeout: 60_000, interval: 20 }).toBe(true);
    // the first of the reads that show it
    expect((calm()[0]?.at ?? 0) - gone, 'milliseconds until reads were right again').toBeLessThan(milliseconds);
    await staysRight(async () => {});
  }

  return {
    seen,
    staysRight,
    recovers,
    stop: async () => {
      await load.stop();
    },
  };
}
