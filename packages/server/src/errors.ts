import type { Fault } from './stores/record.ts';

/** The storage cannot answer now; asking again may help. Becomes a 503. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly code = 'STORE_UNAVAILABLE';
}

/** The server was told something it cannot do. The command prints the message and exits with 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG';
}

/** Who asks may not read this. It says nothing of what there is. Becomes a 403. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
  readonly code = 'FORBIDDEN';
  /** Headers that say how to be granted more. */
  readonly challenge: Readonly<Record<string, string>>;

  constructor(challenge: Readonly<Record<string, string>>) {
    super('reading this is not granted');
    this.challenge = challenge;
  }
}

/** No group is stored under the id, where Django's status view answers 500. Becomes a 404. */
export class UnknownGroup extends Error {
  override readonly name = 'UnknownGroup';
  readonly code = 'UNKNOWN_GROUP';
}

/** A stored row, or the row of a group's member, cannot be shown, where Django answers 500. Becomes a 502. */
export class UnreadableResult extends Error {
  override readonly name = 'UnreadableResult';
  readonly code = 'UNREADABLE_RESULT';
  /** The task or group whose row it is. */
  readonly id: string;
  readonly fault: Fault;

  constructor(id: string, fault: Fault) {
    super(`the stored ${fault.column} of ${id} cannot be shown (${fault.encoding}): ${fault.reason}`);
    this.id = id;
    this.fault = fault;
  }
}
