/**
 * The promise, or a rejection with the signal's reason as soon as it aborts, whatever the promise is waiting for. `onAbort` is called then,
 * unless the promise had settled.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal, onAbort?: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason);
      onAbort?.();
    };
    signal.addEventListener('abort', abort, { once: true });
    const settled = (): void => signal.removeEventListener('abort', abort);
    promise.then(settled, settled);
    promise.then(resolve, (error: unknown) => reject(signal.aborted ? signal.reason : error));
  });
}
