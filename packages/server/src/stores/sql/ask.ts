import type { Knex } from 'knex';
import { failureOf } from './errors/failure-of.ts';
import { forgetStale, sessionState } from './session.ts';

/** A first query may find out that a pooler refuses settings, and a second one that it loses statements. */
const MAX_ASKED_AGAIN = 2;

/** Runs a query, and again after an error that says that a statement or its plan is stale. */
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
