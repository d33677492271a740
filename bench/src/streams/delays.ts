import { setTimeout as pause } from 'node:timers/promises';
import type { Listening } from '@celery-results/testing';
import type { Amounts } from './amounts.ts';
import { startWatchers } from './start-watchers.ts';
import type { Storage } from './storages.ts';

/**
 * Measures the time from before the write of a task to its event. The tasks make progress: a task in a final state is
 * looked at less often.
 *
 * @returns milliseconds of each write
 */
export async function measureDelays(
  { url }: Listening,
  { streams, rounds, pauseMs }: Amounts,
  { write }: Storage,
): Promise<readonly number[]> {
  const watchers = startWatchers();
  try {
    const ids = Array.from({ length: streams }, (_, at) => `own-${at}`);
    await watchers.open(
      url,
      ids.map((id) => [id]),
    );
    const delays: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const received = await watchers.receive(streams, async () => {
        for (const id of ids) {
          await write(id, performance.timeOrigin + performance.now());
          await pause(pauseMs);
        }
      });
      delays.push(...received.delays);
    }
    return delays;
  } finally {
    await watchers.stop();
  }
}
