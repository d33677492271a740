import { setTimeout as pause } from 'node:timers/promises';
import { watchCpu } from './cpu-watch.ts';
import { HAS_PROC } from './proc.ts';

/** Cores that other processes may use while the machine still counts as idle. */
export const MAX_OTHER_CORES = 0.15;

const SAMPLE_MS = 250;

/** Waits until no other process uses the machine. The total time of all waits is limited. */
export class IdleWait {
  #remainingMs: number;

  /** @param maxMs milliseconds of all waits together */
  constructor(maxMs: number) {
    this.#remainingMs = maxMs;
  }

  /** Resolves once the machine is idle, or once the time is used up. */
  async wait(): Promise<void> {
    while (HAS_PROC && this.#remainingMs > 0) {
      const stop = watchCpu([], () => []);
      await pause(SAMPLE_MS);
      const use = stop();
      if (!use || use.others / use.wall < MAX_OTHER_CORES) return;
      this.#remainingMs -= SAMPLE_MS;
    }
  }
}
