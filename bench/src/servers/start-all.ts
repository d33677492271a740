import type { Closing } from '../closing.ts';
import { taskId } from '../data/ids.ts';
import type { Contestant, Place } from './contestant.ts';
import { startDjango } from './django.ts';
import { startFlower } from './flower.ts';
import { startBare, startConstant, startKoaKnex } from './node-peers.ts';
import { startOurs } from './ours.ts';

/** Starts every server that is compared on this database; they are stopped with everything else. */
export async function startAll(place: Place, closing: Closing): Promise<readonly Contestant[]> {
  const starts = [startOurs, startDjango, startKoaKnex, startBare];
  // single reads on one database say enough of these
  if (place.database === 'postgres') starts.push(startFlower, () => startConstant(usualAnswer()));
  const started = await Promise.allSettled(starts.map((start) => start(place)));
  // also those beside one that did not start
  for (const one of started) if (one.status === 'fulfilled') closing.later(() => one.value.stop());
  return started.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

/** As long as the answer of a task that succeeded: what most requests of `single` get. */
function usualAnswer(): string {
  const result = { rows: 10_000_002, file: 'exports/2026/01/report-000000002.csv', note: '.'.repeat(190) };
  return JSON.stringify({ task: { id: taskId(2), status: 'SUCCESS', result } });
}
