/**
 * Why a storage cannot be read. `outage`: it does not answer. `schema`: its tables are missing or have changed.
 * `rights`: its user may not read them. `configuration`: it refuses the user, password or database of the store URL.
 */
export type StoreFailure = 'outage' | 'schema' | 'rights' | 'configuration';

export interface StoreUnavailableOptions extends ErrorOptions {
  /** Default `outage`. */
  readonly failure?: StoreFailure;
}

/** The storage cannot be read at the moment; a later request may succeed. Becomes a 503. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly code = 'STORE_UNAVAILABLE';
  readonly failure: StoreFailure;

  constructor(message: string, { failure = 'outage', ...options }: StoreUnavailableOptions = {}) {
    super(message, options);
    this.failure = failure;
  }
}

/** A result does not fit into the free memory for results; a later request may succeed. Becomes a 503. */
export class MemoryExceeded extends Error {
  override readonly name = 'MemoryExceeded';
  readonly code = 'MEMORY_EXCEEDED';
}

/** The store could not be opened yet. The log already contains the reason, so requests do not log it again. */
export class StoreNotOpen extends StoreUnavailable {}

/** An invalid setting or option. The command prints the message and exits with 2. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
  readonly code = 'CONFIG';
}

/** The store URL is wrong: its form, its login or its database. The command prints the message and exits with 1. */
export class StoreConfigError extends ConfigError {
  override readonly name = 'StoreConfigError';
}

/** The client may not read an id or a field. The error reveals nothing about stored data. Becomes a 403. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
  readonly code = 'FORBIDDEN';
  /** Headers that say which rights are missing. */
  readonly challenge: Readonly<Record<string, string>>;

  constructor(challenge: Readonly<Record<string, string>>) {
    super('access denied');
    this.challenge = challenge;
  }
}

/** This kind of storage cannot list its tasks without reading all tasks. Becomes a 501. */
export class NoTaskIndex extends Error {
  override readonly name = 'NoTaskIndex';
  readonly code = 'NO_TASK_INDEX';
}

/** No group is stored under the id. Becomes a 404; Django's status view answers 500. */
export class UnknownGroup extends Error {
  override readonly name = 'UnknownGroup';
  readonly code = 'UNKNOWN_GROUP';
}

/** The reason why a stored value cannot be read. It never contains the stored value. */
export interface DecodeReason {
  /** The encoding that the reader expected, such as `json` or `base64`. */
  readonly encoding: string;
  /** The part of the stored task or group that cannot be read. */
  readonly field: 'result' | 'meta' | 'children' | 'traceback' | 'status';
  readonly message: string;
}

/** A stored task or group cannot be decoded or shown. Becomes a 502; Django answers 500. */
export class UnreadableResult extends Error {
  override readonly name = 'UnreadableResult';
  readonly code = 'UNREADABLE_RESULT';
  /** Id of the task or group. */
  readonly id: string;
  readonly reason: DecodeReason;

  constructor(id: string, reason: DecodeReason) {
    super(`the stored ${reason.field} of ${id} cannot be read (${reason.encoding}): ${reason.message}`);
    this.id = id;
    this.reason = reason;
  }
}
