import { setTimeout as pause } from 'node:timers/promises';
import { watchCpu } from './cpu-watch.ts';
import { HAS_PROC } from './proc.ts';

/** Cores that other processes may take while it still counts as quiet. */
export const QUIET_BELOW = 0.15;

const LOOK_MS = 250;

/** Waits for a quiet machine, for so long in all; then it goes on regardless. */
export class Quiet {
  #patience: number;

  /** @param patience - milliseconds */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /** Settles when nobody else works, or when the patience is spent. */
  async wait(): Promise<void> {
    while (HAS_PROC && this.#patience > 0) {
      const seen = watchCpu([], () => []);
      await pause(LOOK_MS);
      const use = seen();
      if (!use || use.others / use.wall < QUIET_BELOW) return;
      this.#patience -= LOOK_MS;
    }
  }
}
