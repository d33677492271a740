import { type DestinationStream, type Logger, pino } from 'pino';

/** Names under which a secret might be logged by mistake. */
const SECRETS = ['authorization', 'cookie', 'password', 'token'];

/** Where lines go. */
export interface Logs {
  readonly log: Logger;
  /** For the one line that every request has, and nothing else: its fields are known, and nothing is looked for in them. */
  readonly requestLog: Logger;
}

export interface LogOptions {
  /** What every line says of where it comes from. Default: nothing. */
  readonly worker?: number;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** One JSON line an event. */
export function createLogs(level: string, options: LogOptions = {}): Logs {
  const { worker, destination = standardOutput(worker !== undefined) } = options;
  const requestLog = pino({ level, base: worker === undefined ? null : { worker } }, destination);
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const guarded = { serializers: { err: toLoggedError }, redact: { paths, censor: '***' } };
  return { log: requestLog.child({}, guarded), requestLog };
}

/** Bytes of a write, each of which wakes another thread. */
const PIECE = 32 * 1024;
/** Bytes that a pipe takes in one piece or not at all: PIPE_BUF of Linux. */
const WHOLE_PIECE = 4_096;
/** Milliseconds after which a line is written at the latest. */
const LATEST = 100;

/**
 * Standard output. Lines are written together, and the last ones when the process ends. Those of workers, who all write to the same one, go in pieces that do not mix, however slowly they are
 * read; a longer line, which only an error with many causes has, may be cut in two by another worker's where the reader is too slow.
 */
function standardOutput(isShared: boolean): DestinationStream {
  const piece = isShared ? WHOLE_PIECE : PIECE;
  return pino.destination({ sync: false, minLength: piece - 1, maxWrite: piece, periodicFlush: LATEST });
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
