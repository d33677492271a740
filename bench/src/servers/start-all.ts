import type { Closing } from '../closing.ts';
import { taskId } from '../data/ids.ts';
import type { Contestant, Place } from './contestant.ts';
import { startDjango } from './django.ts';
import { startFlower } from './flower.ts';
import { startBare, startConstant, startKoaKnex } from './node-peers.ts';
import { startForgetful, startOurs, startWorkers } from './ours.ts';
import { HAPROXY, NGINX, startBehind } from './ours-doubled.ts';

type Start = (place: Place) => Promise<Contestant | undefined>;

const EVERYWHERE: readonly Start[] = [startOurs, startForgetful, startDjango, startKoaKnex, startBare];
/** One database says enough of these. */
const ON_POSTGRES: readonly Start[] = [
  startFlower,
  () => startConstant(usualAnswer()),
  startWorkers,
  (place) => startBehind(NGINX, place),
  (place) => startBehind(HAPROXY, place),
];

/** Starts every server that is compared on this database; they are stopped with everything else. */
export async function startAll(place: Place, closing: Closing): Promise<readonly Contestant[]> {
  const starts = place.database === 'postgres' ? [...EVERYWHERE, ...ON_POSTGRES] : EVERYWHERE;
  const starting = starts.map((start) => start(place));
  // also one that is still starting when the work ends early, and those beside one that did not start
  closing.later(() => Promise.allSettled(starting.map(async (one) => (await one)?.stop())));
  return (await Promise.all(starting)).filter((one) => one !== undefined);
}

/** As long as the answer of a task that succeeded: what most requests of `single` get. */
function usualAnswer(): string {
  const result = { rows: 10_000_002, file: 'exports/2026/01/report-000000002.csv', note: '.'.repeat(190) };
  return JSON.stringify({ task: { id: taskId(2), status: 'SUCCESS', result } });
}
