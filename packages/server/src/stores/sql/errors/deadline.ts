/** The database did not answer within the configured time. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
  readonly code = 'ETIMEDOUT';
}

/** Messages of the drivers for a connection that takes too long. */
const SLOW_CONNECTION = /^(?:timeout expired|Connection terminated due to connection timeout|connect ETIMEDOUT)$/;

/**
 * Waits for a connection. If a deadline passed, the error names it.
 *
 * @param timeout milliseconds
 */
export async function namingDeadline<Result>(work: Promise<Result>, timeout = 0): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const what = error instanceof Error ? whatPassed(error) : undefined;
    if (what === undefined) throw error;
    throw new DeadlinePassed(`${what} within ${timeout} ms (--database-timeout)`, { cause: error });
  }
}

function whatPassed({ name, message }: Error): string | undefined {
  if (SLOW_CONNECTION.test(message)) return 'the database accepted no connection';
  return name === 'KnexTimeoutError' ? 'no connection to the database became free' : undefined;
}
