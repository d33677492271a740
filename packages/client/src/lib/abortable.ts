/**
 * Settles as the promise does, or rejects with the signal's reason as soon as the signal aborts. Calls `onAbort` if the
 * signal aborts before the promise has settled.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal, onAbort?: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason);
      onAbort?.();
    };
    signal.addEventListener('abort', abort, { once: true });
    const stopListening = (): void => signal.removeEventListener('abort', abort);
    promise.then(stopListening, stopListening);
    promise.then(resolve, (error: unknown) => reject(signal.aborted ? signal.reason : error));
  });
}
