import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which other requests get their turn. */
const SLICE = 10;
/** Items between two looks at the clock, each of which costs as much as some of them. */
const LOOK = 8;

/** Does the work for every item, and lets other requests in between, however many items there are. */
export async function inSlices<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
  let until = performance.now() + SLICE;
  let done = 0;
  for (const item of items) {
    work(item);
    done += 1;
    if (done % LOOK > 0 || performance.now() < until) continue;
    await setImmediate();
    until = performance.now() + SLICE;
  }
}
