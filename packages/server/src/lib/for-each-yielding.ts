import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which other requests run. */
const TURN_MS = 10;
/** Items between two reads of the clock: a read costs as much as a few items. */
const ITEMS_PER_LOOK = 8;

/** Calls `work` for every item, and regularly lets other requests run. */
export async function forEachYielding<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
  let until = performance.now() + TURN_MS;
  let done = 0;
  for (const item of items) {
    work(item);
    done += 1;
    if (done % ITEMS_PER_LOOK > 0 || performance.now() < until) continue;
    await setImmediate();
    until = performance.now() + TURN_MS;
  }
}
