import { type Logger, pino } from 'pino';
import { createLogOutput } from './log-output.ts';
import { atExit, type LogSink, standardOutput } from './log-sink.ts';

/** Fields in which a secret might be logged by mistake. */
const SECRET_FIELDS = ['authorization', 'cookie', 'password', 'token'];

/** The loggers of a process. */
export interface Logs {
  readonly log: Logger;
  /** For the line of each request only. Its fields are not searched for secrets, since they cannot contain any. */
  readonly requestLog: Logger;
  /** Returns the number of lines that could not be written to standard output. */
  dropped(): number;
  /** Writes the last lines, for half a second at most. */
  close(): Promise<void>;
}

export interface LogOptions {
  /** Number of the worker, which every line then contains. Default: none. */
  readonly worker?: number;
  /** Default: standard output. */
  readonly sink?: LogSink;
}

/** Lines are written together up to this size, since each write is a system call. */
const WRITE_BYTES = 32 * 1024;
/**
 * Linux never splits a write of this size to a pipe (PIPE_BUF). Workers share one standard output, so the chunks of
 * two workers are never mixed. Only a longer line (of an error with many causes) may be cut by another worker's line.
 */
const ATOMIC_WRITE_BYTES = 4_096;

/** Creates loggers that write one JSON line per event. */
export function createLogs(level: string, { worker, sink }: LogOptions = {}): Logs {
  const output = createLogOutput(sink ?? standardOutput(), {
    chunkBytes: worker === undefined ? WRITE_BYTES : ATOMIC_WRITE_BYTES,
    onDropped: (lines) => log.warn({ lines }, 'log lines were dropped: standard output did not take them'),
  });
  if (sink === undefined) atExit(output.closeNow);
  const requestLog = pino({ level, base: worker === undefined ? null : { worker } }, output);
  const paths = SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const guarded = { serializers: { err: toLoggedError }, redact: { paths, censor: '***' } };
  const log = requestLog.child({}, guarded);
  return { log, requestLog, dropped: () => output.dropped, close: output.close };
}

/** The logged parts of an error. */
interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string | undefined;
  readonly cause?: LoggedError;
}

/** Leaves out other fields of the error: drivers store the statement with its values there. */
function toLoggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'the thrown value is not an Error' };
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  return { type: name, message, ...code, stack, ...(cause === undefined ? {} : { cause: toLoggedError(cause) }) };
}
