import { ConfigError, StoreConfigError, StoreUnavailable } from '../problems/errors.ts';

/** The reason why the command ends, and its exit code. 2: a wrong option or setting; 1: every other reason. */
export interface Failure {
  readonly code: 1 | 2;
  readonly message: string;
}

/** Another process has failed. */
export class ProcessFailed extends Error {
  override readonly name = 'ProcessFailed';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Returns the failure for an error; undefined for an unexpected error. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof ProcessFailed) return error.failure;
  if (error instanceof StoreUnavailable) return { code: 1, message: reasonOf(error) };
  if (error instanceof StoreConfigError) return { code: 1, message: error.message };
  if (error instanceof ConfigError) return { code: 2, message: error.message };
  return undefined;
}

/** Returns the failure for an error, also for an unexpected one. */
export function toFailure(error: unknown): Failure {
  return failureOf(error) ?? { code: 1, message: String(error instanceof Error ? error.stack : error) };
}

/** Returns one sentence about an error of a store. The messages of drivers contain no password. */
export function reasonOf(error: StoreUnavailable | ConfigError): string {
  return error instanceof StoreUnavailable ? `${error.message}: ${causeOf(error.cause)}` : error.message;
}

/** Returns the reason of a driver: its code, and the first line of its message. */
function causeOf(cause: unknown): string {
  // a host name with several addresses has an error for each address
  if (cause instanceof AggregateError && cause.errors.length > 0) return causeOf(cause.errors[0]);
  if (!(cause instanceof Error)) return 'no reason given';
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return `${code} ${withoutStatement(cause.message).split('\n')[0]}`.trim() || 'no reason given';
}

/** Knex puts the statement before the message of a driver. */
function withoutStatement(message: string): string {
  return /^(?:select|with|show|set|begin)\b/i.test(message) ? message.slice(message.lastIndexOf(' - ') + 3) : message;
}
