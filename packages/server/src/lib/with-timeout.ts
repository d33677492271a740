/**
 * Waits for a promise, but no longer than a time.
 *
 * @param milliseconds after which `onTimeout` decides
 * @param onTimeout returns the value to go on with, or throws
 */
export async function withTimeout<Value, Late>(
  promise: Promise<Value>,
  milliseconds: number,
  onTimeout: () => Late,
): Promise<Value | Late> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => resolve('late'), milliseconds);
  try {
    const first = await Promise.race([promise.then((value) => ({ value })), late]);
    return first === 'late' ? onTimeout() : first.value;
  } finally {
    clearTimeout(timer);
  }
}
