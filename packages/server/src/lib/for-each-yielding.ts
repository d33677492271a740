import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which other requests run. */
const TURN_MS = 10;
/** Items between two looks at the clock: a look costs as much as a few items. */
const ITEMS_PER_LOOK = 8;

/** Calls `work` for every item, and lets other requests run in between, however many items there are. */
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
