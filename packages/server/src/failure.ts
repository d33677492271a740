import { ConfigError, StoreUnavailable } from './errors.ts';

/** Why the command ends: one sentence, and an exit code: 2 for what was asked, 1 for what happened. */
export interface Failure {
  readonly code: 1 | 2;
  readonly message: string;
}

/** Another process says why it ends. */
export class ProcessFailed extends Error {
  override readonly name = 'ProcessFailed';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Undefined for an error that nobody foresaw. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof ProcessFailed) return error.failure;
  if (error instanceof ConfigError) return { code: 2, message: error.message };
  if (error instanceof StoreUnavailable) return { code: 1, message: `${error.message}: ${causeOf(error.cause)}` };
  return undefined;
}

/** A driver's own reason: its code says enough, and no message of a connection can hold a password. */
function causeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'no reason given';
  const code = 'code' in cause && typeof cause.code === 'string' && cause.code !== '' ? cause.code : undefined;
  return code === undefined ? cause.message : `${code} ${cause.message}`.trim();
}
