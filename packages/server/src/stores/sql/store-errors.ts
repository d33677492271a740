import { ConfigError, StoreConfigError, type StoreFailure, StoreUnavailable } from '../../problems/errors.ts';
import { restoreMessage } from './errors/driver-message.ts';
import { codeOf, failureOf } from './errors/failure-of.ts';

export { codeOf } from './errors/failure-of.ts';

const MESSAGES: Readonly<Record<StoreFailure, string>> = {
  outage: 'the result database does not answer',
  schema: 'the tables of the result database have changed',
  rights: 'the user of the store URL may not read the result tables',
  configuration: 'the result database refuses the user, the password or the database of the store URL',
};

/** Wraps an error of a driver. */
export function unavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  if (error instanceof ConfigError)
    return new StoreUnavailable(error.message, { cause: error, failure: 'configuration' });
  restoreMessage(error);
  const sorted = failureOf(error);
  const failure = sorted === 'data' || sorted === 'stale' ? 'outage' : sorted;
  return new StoreUnavailable(MESSAGES[failure], { cause: error, failure });
}

/**
 * Waits for a query.
 *
 * @throws StoreUnavailable for every error of the driver
 */
export async function orUnavailable<Rows>(query: Promise<Rows>): Promise<Rows> {
  try {
    return await query;
  } catch (error) {
    throw unavailable(error);
  }
}

/**
 * Rethrows an error of the first read of a database. A wrong URL becomes a StoreConfigError, since a retry would not
 * help.
 *
 * @throws StoreConfigError when the database refuses the user, the password or the database of the URL
 */
export function refused(error: unknown): never {
  if (!(error instanceof StoreUnavailable) || error.failure !== 'configuration') throw error;
  const { message, cause } = error;
  throw new StoreConfigError(cause instanceof ConfigError ? message : `${message} (${codeOf(cause)})`, { cause });
}
