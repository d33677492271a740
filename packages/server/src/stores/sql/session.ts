import type { Knex } from 'knex';
import { codeOf } from './errors/failure-of.ts';
import { isCancelledRead, isOldPlan } from './errors/postgres-errors.ts';

/** Whether statements are prepared. `auto`: until the database or a pooler refuses them. `off`: never. */
export type Preparation = 'auto' | 'off';

/** Properties of a database's sessions, learned from its errors. All connections of a Knex client share them. */
export interface SessionState {
  /** Whether statements are prepared once for each connection. Poolers in transaction mode lose them. */
  prepares: boolean;
  /** Whether a connection starts with settings. Some poolers refuse them. */
  hasSettings: boolean;
  /** Number of changes of the schema that made plans stale. */
  schemaChanges: number;
  /** Whether the operator was warned of connections without TLS. */
  isPlainTextKnown: boolean;
  /** Receives a warning for the operator. */
  warn: (message: string) => void;
}

const states = new WeakMap<object, SessionState>();

/** Returns the state of a client's sessions. */
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

/** Gives a client the session state of another client of the same database. */
export function shareSessionState(client: Knex.Client, state: SessionState): void {
  states.set(client, state);
}

const NEED_REPREPARE = 'ER_NEED_REPREPARE';

/** Changes the state so that a query that failed with a stale error succeeds when it is repeated. */
export function forgetStale(state: SessionState, error: unknown): void {
  const code = codeOf(error);
  if (isOldPlan(code)) {
    state.schemaChanges += 1;
    return;
  }
  // a cancelled read, or a statement that the driver prepares again
  if (isCancelledRead(code) || code === NEED_REPREPARE) return;
  if (error instanceof Error && error.message.includes('unsupported startup parameter')) state.hasSettings = false;
  if (!state.prepares) return;
  state.prepares = false;
  state.warn(
    `the database, or a pooler before it, keeps no prepared statements (${code}), and the server stops using them; ` +
      'pass --prepared-statements off to start without them',
  );
}
