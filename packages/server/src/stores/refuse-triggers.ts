import { ConfigError } from '../problems/errors.ts';

/**
 * The `notify` of a kind without triggers.
 *
 * @throws ConfigError always
 */
export async function refuseTriggers(): Promise<never> {
  throw new ConfigError('notify is for PostgreSQL: this store has no triggers');
}
