/** The promise, or a rejection with what `late` gives after so many milliseconds, unless that is false. */
export function within<T>(promise: Promise<T>, timeout: number | false, late: () => unknown): Promise<T> {
  if (timeout === false) return promise;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), timeout);
    const settled = (): void => clearTimeout(timer);
    promise.then(settled, settled);
    promise.then(resolve, reject);
  });
}
