import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which other requests get their turn. */
const SLICE = 10;

/** Does the work for every item, and lets other requests in between, however many items there are. */
export async function inSlices<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
  let until = performance.now() + SLICE;
  for (const item of items) {
    work(item);
    if (performance.now() < until) continue;
    await setImmediate();
    until = performance.now() + SLICE;
  }
}
