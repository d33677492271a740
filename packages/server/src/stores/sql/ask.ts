import type { Knex } from 'knex';
import { failureOf } from './errors/failure-of.ts';
import { forgetStale, sessionState } from './session.ts';

/** One retry for a pooler that refuses settings, and one for a pooler that loses prepared statements. */
const MAX_ASKED_AGAIN = 2;

/** Runs a query, and repeats it after an error about a stale statement or plan. */
export async function ask<Rows>(knex: Knex, query: () => PromiseLike<Rows>): Promise<Rows> {
  for (let askedAgain = 0; ; askedAgain += 1) {
    try {
      return await query();
    } catch (error) {
      if (failureOf(error) !== 'stale' || askedAgain === MAX_ASKED_AGAIN) throw error;
      forgetStale(sessionState(knex.client), error);
    }
  }
}
