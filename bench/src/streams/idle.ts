import { setTimeout as pause } from 'node:timers/promises';
import type { Listening } from '@celery-results/testing';
import { readProcesses, treeOf, treeResident } from '../machine/proc.ts';
import type { Amounts } from './amounts.ts';
import { startWatchers, type Watchers } from './start-watchers.ts';

export interface IdleFigures {
  /** Bytes of resident memory for each stream. */
  readonly bytesPerStream: number;
  /** Share of a core. */
  readonly heartbeats: number;
  /** Reads that look for changes in a second; undefined for a server that has none. */
  readonly readsPerSecond: number | undefined;
}

/** Opens idle streams, and measures what they cost. */
export async function measureIdle(server: Listening, amounts: Amounts): Promise<IdleFigures> {
  const { idle, seconds } = amounts;
  return withIdle(server, amounts, async (open) => {
    const before = treeResident([server.pid]);
    await open();
    const bytesPerStream = (treeResident([server.pid]) - before) / idle;
    const [cpu, reads] = [cpuOf(server), await readsOf(server)];
    await pause(seconds * 1_000);
    const heartbeats = (cpuOf(server) - cpu) / seconds;
    const after = await readsOf(server);
    const readsPerSecond = reads === undefined || after === undefined ? undefined : (after - reads) / seconds;
    return { bytesPerStream, heartbeats, readsPerSecond };
  });
}

/**
 * @param change changes the state of the task with this id
 * @returns milliseconds from a change to the last byte at the last watcher, in each round
 */
export async function measureFanOut(
  server: Listening,
  amounts: Amounts,
  change: (id: string) => Promise<unknown>,
): Promise<readonly number[]> {
  return withIdle(server, amounts, async (open, watchers) => {
    await open();
    const times: number[] = [];
    for (let round = 0; round < amounts.rounds; round += 1) {
      let start = 0;
      const { last } = await watchers.receive(amounts.idle + 2, async () => {
        start = performance.timeOrigin + performance.now();
        await change('watched-0');
      });
      times.push(last - start);
      // what one round leaves to be done is not in the time of the next one
      await pause(amounts.seconds * 20);
    }
    return times;
  });
}

/** @param measure calls `open` to open all streams. Each watches one task that all watch, and one of its own. */
async function withIdle<Result>(
  { url }: Listening,
  { idle, tasks }: Amounts,
  measure: (open: () => Promise<void>, watchers: Watchers) => Promise<Result>,
): Promise<Result> {
  const watchers = startWatchers();
  try {
    // the first streams load what the server needs once
    await watchers.open(url, [['watched-0'], ['watched-0']]);
    const streams = Array.from({ length: idle }, (_, at) => ['watched-0', `watched-${at % tasks}`]);
    return await measure(() => watchers.open(url, streams), watchers);
  } finally {
    await watchers.stop();
  }
}

/** Seconds of CPU time of a server so far. */
function cpuOf({ pid }: Listening): number {
  const processes = readProcesses();
  return treeOf([pid], processes).reduce((sum, one) => sum + (processes.get(one)?.seconds ?? 0), 0);
}

/** The reads that looked for changes so far. */
async function readsOf(server: Listening): Promise<number | undefined> {
  const url = /metrics on (\S+)/.exec(server.output())?.[1];
  if (url === undefined) return undefined;
  const text = await (await fetch(url)).text();
  return Number(/^celery_results_poll_duration_seconds_count (\d+)/m.exec(text)?.[1] ?? 0);
}
