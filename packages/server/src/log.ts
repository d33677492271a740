import { type Logger, pino } from 'pino';

/** Names under which a secret might be logged by mistake. */
const SECRETS = ['authorization', 'cookie', 'password', 'token'];

/** One JSON line an event, on standard output. */
export function createLog(level: string, destination?: { write(line: string): void }): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const options = { level, base: null, serializers: { err: toLoggedError }, redact: { paths, censor: '***' } };
  return destination ? pino(options, destination) : pino(options);
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
