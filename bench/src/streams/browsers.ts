import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Listening } from '@celery-results/testing';
import { watchCpu } from '../machine/cpu-watch.ts';
import type { Amounts } from './amounts.ts';
import { startWatchers } from './start-watchers.ts';
import type { Storage } from './storages.ts';

/** Of 100 browsers one sees a change each second. */
export const CHANGED_SHARE = 0.01;

/**
 * Measures many browsers. Each browser watches its own task, and a few of these tasks change each second.
 *
 * @param database returns the processes of the database
 * @returns the share of all cores that the server and the database take
 */
export async function measureBrowsers(
  server: Listening,
  { idle, seconds }: Amounts,
  { write, database }: { readonly write: Storage['write']; readonly database: () => readonly number[] },
): Promise<number | undefined> {
  const watchers = startWatchers();
  try {
    await watchers.open(
      server.url,
      Array.from({ length: idle }, (_, at) => [`browser-${at}`]),
    );
    const end = watchCpu([server.pid], database);
    const until = performance.now() + seconds * 1_000;
    for (let at = 0; performance.now() < until; at += 1) {
      const next = performance.now() + 1_000 / (idle * CHANGED_SHARE);
      await write(`browser-${(at * 7) % idle}`, at);
      await pause(Math.max(0, next - performance.now()));
    }
    const use = end();
    return use && (use.server + use.database) / use.wall / cpus().length;
  } finally {
    await watchers.stop();
  }
}
