import type { Knex } from 'knex';
import { codeOf } from './errors/failure-of.ts';
import { isCancelledRead, isOldPlan } from './errors/postgres-errors.ts';

/** Whether statements are prepared: `auto` until something speaks against it, or never. */
export type Preparation = 'auto' | 'off';

/** What a store has learned about the sessions of its database. All connections of a Knex client share it. */
export interface SessionState {
  /** Whether statements are prepared once for each connection. Poolers in transaction mode lose them. */
  prepares: boolean;
  /** Whether a connection starts with settings. Some poolers refuse them. */
  hasSettings: boolean;
  /** Counts the changes of the schema that made plans useless. */
  schemaChanges: number;
  /** Whether the operator was warned of connections without TLS. */
  isPlainTextKnown: boolean;
  /** Receives a sentence for the operator. */
  warn: (message: string) => void;
}

const states = new WeakMap<object, SessionState>();

/** The state of a client's sessions. */
export function sessionState(client: Knex.Client): SessionState {
  const known = states.get(client) ?? {
    prepares: true,
    hasSettings: true,
    schemaChanges: 0,
    isPlainTextKnown: false,
    warn: () => {},
  };
  states.set(client, known);
  return known;
}

/** Gives a client the state of another one, whose sessions are of the same database. */
export function shareSessionState(client: Knex.Client, state: SessionState): void {
  states.set(client, state);
}

const NEED_REPREPARE = 'ER_NEED_REPREPARE';

/** Changes the state so that a query with a stale error succeeds when it is asked again. */
export function forgetStale(state: SessionState, error: unknown): void {
  const code = codeOf(error);
  if (isOldPlan(code)) {
    state.schemaChanges += 1;
    return;
  }
  // a cancelled read, or a statement that the driver prepares again by itself
  if (isCancelledRead(code) || code === NEED_REPREPARE) return;
  if (error instanceof Error && error.message.includes('unsupported startup parameter')) state.hasSettings = false;
  if (!state.prepares) return;
  state.prepares = false;
  state.warn(
    `the database, or a pooler before it, keeps no prepared statements (${code}): they are not used any more; ` +
      'pass --prepared-statements off to start so',
  );
}
