import { ConfigError, StoreUnavailable } from '../../../problems/errors.ts';
import { type CheckName, error, type Finding, note } from '../../finding.ts';
import { connect } from '../connect.ts';
import type { SqlLocation } from '../sql-location.ts';
import { reasonOf, type SqlContext } from './context.ts';
import { checkServer, unreachable } from './server.ts';

/** Milliseconds for each query: a catalog may answer slowly. */
const TIMEOUT_MS = 5_000;

/** Runs one check. An error of the check becomes a finding, and the next check runs. */
export type Attempt = (check: CheckName, work: () => Promise<readonly Finding[]>) => Promise<void>;

/**
 * Connects to a database, checks the server, and then runs the checks of a kind of store.
 *
 * @param examine runs the checks one after the other
 * @returns the findings. A database that does not answer is a finding
 */
export async function examineDatabase(
  location: SqlLocation,
  now: () => number,
  examine: (context: SqlContext, attempt: Attempt) => Promise<void>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const attempt: Attempt = async (check, work) => {
    try {
      findings.push(...(await work()));
    } catch (cause) {
      findings.push(note(check, `this check failed: ${reasonOf(cause)}`));
    }
  };
  try {
    const knex = connect(location, { timeout: TIMEOUT_MS });
    try {
      const context = { knex, location, now };
      findings.push(...(await checkServer(context)));
      await examine(context, attempt);
    } finally {
      await knex.destroy();
    }
  } catch (cause) {
    // the file does not exist, or its driver is missing
    const isOurs = cause instanceof ConfigError || cause instanceof StoreUnavailable;
    findings.push(isOurs ? error('store', cause.message, 'fix this, or the store URL') : unreachable(location, cause));
  }
  return findings;
}
