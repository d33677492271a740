import { type Arrivals, openLoop, type Shot } from '@celery-results/testing';
import { expect } from 'vitest';
import { tasksSql } from './stores/django-rows.ts';

/** Number of stored tasks. The result of each is its number. */
export const TASKS = 100;
const REQUESTS_PER_SECOND = 500;
/** A failure is over when all answers are right for this time. */
const CALM_MS = 1_000;
/** A server has this time to recover. */
const RECOVERY_MS = 5_000;
/** Milliseconds for any answer at all: a wait for a connection, one for the statement, and the cut. */
export const MAX_WAIT = 5_500;

/** The statement that stores the tasks. */
export function insertTasks(): string {
  return tasksSql(Array.from({ length: TASKS }, (_, index) => ({ id: `t-${index}`, result: String(index) })));
}

const bodyOf = (index: number): string => `{"task": {"id": "t-${index}", "status": "SUCCESS", "result": ${index}}}`;
export const pathOf = (number: number): string => `/celery/task/status/t-${number % TASKS}/`;

/** Whether an answer is the right one. A refusal with Retry-After is neither right nor wrong. */
export function isRight({ status, body, path }: Shot): boolean {
  return status === 200 && body === bodyOf(Number(/t-(\d+)/.exec(path)?.[1]));
}

function isRefusal({ status, retryAfter }: Shot): boolean {
  return status === 503 && /^[1-9]$/.test(retryAfter ?? '');
}

/** A server under load, whose `/livez` is requested all the time. */
export interface UnderLoad {
  /**
   * Runs a failure, and waits until all answers are right for a second.
   *
   * @returns how many requests were refused
   */
  through(harm: () => Promise<void>): Promise<number>;
  /** Ends the load. Every answer outside of a failure has to be right. */
  stop(): Promise<readonly Shot[]>;
}

export async function putUnderLoad(origin: string): Promise<UnderLoad> {
  let lastBad = performance.now();
  let lastHarm = lastBad;
  let refusals = 0;
  let onCalm = (): void => {};
  const onShot = (shot: Shot): void => {
    if (isRight(shot)) {
      if (performance.now() - Math.max(lastBad, lastHarm) > CALM_MS) onCalm();
      return;
    }
    lastBad = performance.now();
    refusals += 1;
  };
  const load = openLoop(origin, { rate: REQUESTS_PER_SECOND, path: pathOf, onShot });
  const life = openLoop(origin, { rate: 10, path: () => '/livez' });
  const harms: Harm[] = [];
  const calm = async (): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    onCalm = resolve;
    const late = setTimeout(() => reject(new Error('it does not recover')), RECOVERY_MS + 2 * CALM_MS);
    await promise;
    clearTimeout(late);
  };
  await calm();
  return {
    through: async (harm) => {
      const before = refusals;
      const from = performance.now();
      await harm();
      lastHarm = performance.now();
      await calm();
      harms.push({ from, to: lastBad });
      expect(lastBad - lastHarm, 'milliseconds of refusals after the harm').toBeLessThan(RECOVERY_MS);
      return refusals - before;
    },
    stop: () => settled({ load, life }, harms),
  };
}

interface Harm {
  readonly from: number;
  readonly to: number;
}

async function settled(
  { load, life }: { readonly load: Arrivals; readonly life: Arrivals },
  harms: readonly Harm[],
): Promise<readonly Shot[]> {
  const shots = await load.stop();
  const inHarm = ({ at, ms }: Shot): boolean => harms.some(({ from, to }) => at + ms >= from && at <= to);
  expect(shots.filter((shot) => !isRight(shot) && !(isRefusal(shot) && inHarm(shot))).slice(0, 3)).toEqual([]);
  expect(Math.max(...shots.map(({ ms }) => ms)), 'milliseconds until an answer').toBeLessThan(MAX_WAIT);
  const lives = await life.stop();
  expect(lives.filter(({ status }) => status !== 200)).toEqual([]);
  expect(Math.max(...lives.map(({ ms }) => ms)), 'milliseconds of /livez').toBeLessThan(1_000);
  return shots;
}
