import { type DestinationStream, type Logger, pino } from 'pino';

/** Names under which a secret might be logged by mistake. */
const SECRETS = ['authorization', 'cookie', 'password', 'token'];

/** Where lines go. */
export interface Logs {
  readonly log: Logger;
  /** For the one line that every request has, and nothing else: its fields are known, and nothing is looked for in them. */
  readonly requestLog: Logger;
}

/** Standard output. Lines are written together, a tenth of a second later at most, and the last ones when the process ends. */
function standardOutput(): DestinationStream {
  return pino.destination({ sync: false, minLength: 4_096, periodicFlush: 100 });
}

/**
 * One JSON line an event.
 *
 * @param destination default: standard output
 */
export function createLogs(level: string, destination: DestinationStream = standardOutput()): Logs {
  const requestLog = pino({ level, base: null }, destination);
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const guarded = { serializers: { err: toLoggedError }, redact: { paths, censor: '***' } };
  return { log: requestLog.child({}, guarded), requestLog };
}

/** What is logged of an error. */
interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string | undefined;
  readonly cause?: LoggedError;
}

/** Not the error's other fields: drivers keep the statement with its values there. */
function toLoggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is no error was thrown' };
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  return { type: name, message, ...code, stack, ...(cause === undefined ? {} : { cause: toLoggedError(cause) }) };
}
