/**
 * Waits for a promise, up to a time limit.
 *
 * @param milliseconds time after which `onTimeout` is called
 * @param onTimeout returns the value to use instead, or throws
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
