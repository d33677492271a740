import { isCeleryResultsError, isPermanentError } from '../errors/errors.ts';
import type { Follower } from '../model/celery-client.ts';
import type { LastRead } from '../schedule/poll-delay.ts';
import { sleep } from '../schedule/sleep.ts';

/** Options of {@link watch}. */
export interface Watch<T> {
  read(signal: AbortSignal): Promise<T>;
  /** Returns the milliseconds from the last response to the next read. */
  delay(last: LastRead): number;
  /** Delivers pushed statuses, which end the delay. */
  follow(follower: Follower<T>): () => void;
  readonly signal: AbortSignal;
  /** Called with the error of each failed read that the watch repeats. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/**
 * Polls, and receives pushed statuses, until the status is final. Yields each status that differs from the previous
 * one, and returns the final one. A failed read is repeated, at first after the shortest delay. A permanent error of a
 * request ends the watch, and every other error does, too.
 */
export async function* watch<T extends { readonly isReady: boolean }>({
  read,
  delay,
  follow,
  signal,
  onError,
}: Watch<T>): AsyncGenerator<T, T, undefined> {
  let lastText: string | undefined;
  let changedAt = Date.now();
  let failingSince: number | undefined;
  let pushed: T | undefined;
  let pause = new AbortController();
  const endPause = (): void => pause.abort();
  const onStatus = (status: T): void => {
    pushed = status;
    endPause();
  };
  const unfollow = follow({ onStatus, onLost: endPause });
  signal.addEventListener('abort', endPause);
  try {
    for (;;) {
      pause = new AbortController();
      try {
        const next = pushed;
        pushed = undefined;
        const status = next ?? (await read(signal));
        failingSince = undefined;
        const text = JSON.stringify(status);
        if (text !== lastText) {
          lastText = text;
          changedAt = Date.now();
          yield status;
        }
        if (status.isReady) return status;
      } catch (error) {
        if (signal.aborted || !isCeleryResultsError(error) || isPermanentError(error)) throw error;
        failingSince ??= Date.now();
        onError?.(error);
      }
      const delayMs = delay({ answeredAt: Date.now(), changedAt, failingSince });
      await sleep(delayMs, pause.signal).catch(() => signal.throwIfAborted());
    }
  } finally {
    unfollow();
    signal.removeEventListener('abort', endPause);
  }
}
