import { type Arrivals, openLoop, type Shot } from '@celery-results/testing';
import { expect } from 'vitest';

/** Tasks that are stored: each one's result is its own number. */
export const TASKS = 100;
/** Requests a second. */
const RATE = 500;
/** Milliseconds of nothing but right answers that show that a fault is over. */
const CALM = 1_000;
/** Milliseconds that a server has to recover. */
const RECOVERY = 5_000;
/** Milliseconds for any answer at all: a wait for a connection, one for the statement, and the cut. */
export const MOST_WAIT = 5_500;

/** Statements that store the tasks. */
export function insertTasks(): string {
  const now = '2026-01-02 03:04:05.678901';
  const rows = Array.from(
    { length: TASKS },
    (_, index) => `('t-${index}', 'SUCCESS', 'application/json', 'utf-8', '${index}', '${now}', '${now}')`,
  );
  return `INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, date_created, date_done) VALUES ${rows.join(', ')}`;
}

const bodyOf = (index: number): string => `{"task": {"id": "t-${index}", "status": "SUCCESS", "result": ${index}}}`;
export const pathOf = (number: number): string => `/celery/task/status/t-${number % TASKS}/`;

/** A right answer; a refusal that says when to come back is none, but not wrong either. */
export function isRight({ status, body, path }: Shot): boolean {
  return status === 200 && body === bodyOf(Number(/t-(\d+)/.exec(path)?.[1]));
}

function isRefusal({ status, retryAfter }: Shot): boolean {
  return status === 503 && /^[1-9]$/.test(retryAfter ?? '');
}

/** A server under load, asked for its life all the while. */
export interface UnderLoad {
  /**
   * Does the harm, and waits until nothing but right answers came for a second.
   *
   * @returns how many requests were refused
   */
  through(harm: () => Promise<void>): Promise<number>;
  /** No more requests; every answer that did not come in a time of harm has to be right. */
  stop(): Promise<readonly Shot[]>;
}

export async function putUnderLoad(origin: string): Promise<UnderLoad> {
  let lastBad = performance.now();
  let lastHarm = lastBad;
  let refusals = 0;
  let onCalm = (): void => {};
  const onShot = (shot: Shot): void => {
    if (isRight(shot)) {
      if (performance.now() - Math.max(lastBad, lastHarm) > CALM) onCalm();
      return;
    }
    lastBad = performance.now();
    refusals += 1;
  };
  const load = openLoop(origin, { rate: RATE, path: pathOf, onShot });
  const life = openLoop(origin, { rate: 10, path: () => '/livez' });
  const harms: Harm[] = [];
  const calm = async (): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    onCalm = resolve;
    const late = setTimeout(() => reject(new Error('it does not recover')), RECOVERY + 2 * CALM);
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
      expect(lastBad - lastHarm, 'milliseconds of refusals after the harm').toBeLessThan(RECOVERY);
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
  expect(Math.max(...shots.map(({ ms }) => ms)), 'milliseconds until an answer').toBeLessThan(MOST_WAIT);
  const lives = await life.stop();
  expect(lives.filter(({ status }) => status !== 200)).toEqual([]);
  expect(Math.max(...lives.map(({ ms }) => ms)), 'milliseconds of /livez').toBeLessThan(1_000);
  return shots;
}
