import { setTimeout as wait } from 'node:timers/promises';
import { ended } from './history.ts';
import { KINDS } from './kinds.ts';
import { createRandom } from './random.ts';
import type { Rows } from './rows.ts';

const MEDIAN_PAUSE_SECONDS = 1.6;

/** Goes on with the history: a task of the shop every other second. Returns a function that ends it. */
export function startTrickle(rows: Rows, pace: number): () => Promise<void> {
  const random = createRandom(Date.now());
  const abort = new AbortController();
  const run = async (): Promise<void> => {
    for (;;) {
      await wait(random.seconds(MEDIAN_PAUSE_SECONDS) * 1_000 * pace, undefined, { signal: abort.signal });
      const kind = random.pick(KINDS);
      const seconds = Math.min(6, random.seconds(kind.median)) * pace;
      const task = ended(kind, { random, created: Date.now(), seconds, fails: random.next() < 0.06 });
      rows.history([{ ...task, status: 'STARTED', result: null, traceback: null, done: task.started ?? task.created }]);
      await wait(seconds * 1_000, undefined, { signal: abort.signal });
      rows.history([task]);
    }
  };
  const ending = run().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return async () => {
    abort.abort();
    await ending;
  };
}
