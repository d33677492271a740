import { abortable } from '../lib/abortable.ts';

/** Resolves after `milliseconds`, or rejects with the signal's reason as soon as the signal aborts. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason);
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  return abortable(promise, signal, () => clearTimeout(timer));
}
