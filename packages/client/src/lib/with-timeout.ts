/** Recognises the error of {@link withTimeout}. */
export function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

/**
 * Settles as the promise does. After `timeoutMs` it calls `onTimeout`, and rejects with a `TimeoutError`. False means
 * no time limit. The timer is cleared when the promise settles.
 */
export function withTimeout<T>(promise: Promise<T>, timeoutMs: number | false, onTimeout: () => void): Promise<T> {
  if (timeoutMs === false) return promise;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      onTimeout();
      reject(new DOMException(`no response within ${timeoutMs} ms`, 'TimeoutError'));
    }, timeoutMs);
    promise.then(resolve, reject).then(() => clearTimeout(timer));
  });
}
