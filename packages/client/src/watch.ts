import { isCeleryResultsError, isPermanentError } from './errors.ts';
import type { LastRead } from './schedule/poll-delay.ts';
import { sleep } from './schedule/sleep.ts';

/** What something is watched with. */
export interface Watch<T> {
  read(signal: AbortSignal): Promise<T>;
  /** Milliseconds from the last answer to the next read. */
  delay(last: LastRead): number;
  readonly signal: AbortSignal;
  /** Told of every read that failed and may succeed yet. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/**
 * Reads until the answer is final, and yields every answer that is another than the one before; the last one is returned too. A failed read
 * is only a missing answer, unless asking again cannot help or the reason is none of ours.
 */
export async function* watch<T extends { readonly isReady: boolean }>({
  read,
  delay,
  signal,
  onError,
}: Watch<T>): AsyncGenerator<T, T, undefined> {
  let shown: string | undefined;
  let changedAt = Date.now();
  for (;;) {
    try {
      const status = await read(signal);
      const text = JSON.stringify(status);
      if (text !== shown) {
        shown = text;
        changedAt = Date.now();
        yield status;
      }
      if (status.isReady) return status;
    } catch (error) {
      if (signal.aborted || !isCeleryResultsError(error) || isPermanentError(error)) throw error;
      onError?.(error);
    }
    await sleep(delay({ answeredAt: Date.now(), changedAt }), signal);
  }
}
