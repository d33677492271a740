/** Codes of everything that this package throws; stable, so compare them rather than messages. */
export type CeleryResultsErrorCode =
  | 'NETWORK'
  | 'TIMEOUT'
  | 'HTTP'
  | 'NOT_JSON'
  | 'LOGIN_REDIRECT'
  | 'BAD_ENVELOPE'
  | 'NO_REVERSE_MATCH';

/** Base of the errors of a request; `url` is the URL that was asked. An abort rejects with the signal's own reason instead. */
export abstract class CeleryResultsError extends Error {
  abstract readonly code: Exclude<CeleryResultsErrorCode, 'NO_REVERSE_MATCH'>;
  readonly url: string;

  constructor(message: string, url: string, options?: ErrorOptions) {
    super(message, options);
    this.url = url;
  }
}

/** No answer came: the network failed, or a try took longer than `timeout`. Asking again may help. */
export class TransportError extends CeleryResultsError {
  override readonly name = 'TransportError';
  readonly code: 'NETWORK' | 'TIMEOUT';

  constructor(code: 'NETWORK' | 'TIMEOUT', url: string, options?: ErrorOptions) {
    super(`${url} ${code === 'TIMEOUT' ? 'took too long' : 'could not be sent or answered'}`, url, options);
    this.code = code;
  }
}

/** What else is known of an answer with an error status. */
export interface HttpStatusErrorOptions extends ErrorOptions {
  readonly body?: unknown;
  readonly retryAfter?: number | null;
}

/** The server answered with an error status, on every try. */
export class HttpStatusError extends CeleryResultsError {
  override readonly name = 'HttpStatusError';
  readonly code = 'HTTP';
  readonly status: number;
  /** The last answer: parsed if it is JSON (`@celery-results/server` sends a problem of RFC 9457), else text; undefined if empty. */
  readonly body: unknown;
  /** Milliseconds that the server asks to wait, or null where it does not say. */
  readonly retryAfter: number | null;

  constructor(status: number, url: string, options: HttpStatusErrorOptions = {}) {
    super(`${url} was answered with status ${status}`, url, options);
    this.status = status;
    this.body = options.body;
    this.retryAfter = options.retryAfter ?? null;
  }
}

/**
 * A 200 that is no answer: a login page (`LOGIN_REDIRECT`), something else that is not JSON (`NOT_JSON`), or JSON of another shape
 * (`BAD_ENVELOPE`; the message names the place). Asking again does not help.
 */
export class InvalidResponseError extends CeleryResultsError {
  override readonly name = 'InvalidResponseError';
  readonly code: 'NOT_JSON' | 'LOGIN_REDIRECT' | 'BAD_ENVELOPE';

  constructor(
    code: 'NOT_JSON' | 'LOGIN_REDIRECT' | 'BAD_ENVELOPE',
    message: string,
    url: string,
    options?: ErrorOptions,
  ) {
    super(`${url}: ${message}`, url, options);
    this.code = code;
  }
}

/** Every error of a request, told apart by `code`. */
export type AnyCeleryResultsError = TransportError | HttpStatusError | InvalidResponseError;

const CODES: ReadonlySet<unknown> = new Set([
  'NETWORK',
  'TIMEOUT',
  'HTTP',
  'NOT_JSON',
  'LOGIN_REDIRECT',
  'BAD_ENVELOPE',
]);

/** Whether this is an error of a request; goes by shape, so it also knows those of another copy of the package. */
export function isCeleryResultsError(error: unknown): error is AnyCeleryResultsError {
  return error instanceof Error && 'url' in error && 'code' in error && CODES.has(error.code);
}

/** Errors of no request, after which another one would be no use. */
const PERMANENT: ReadonlySet<unknown> = new Set(['NO_REVERSE_MATCH', 'RESULT_SCHEMA']);

/**
 * Whether asking again cannot help: the id or the URL is wrong, the visitor may not see it, what answers is not this API, or the result does not
 * fit its definition.
 */
export function isPermanentError(error: unknown): boolean {
  if (!isCeleryResultsError(error)) return error instanceof Error && 'code' in error && PERMANENT.has(error.code);
  if (error.code === 'HTTP') return [400, 401, 403, 404, 405, 410].includes(error.status);
  return error.code !== 'NETWORK' && error.code !== 'TIMEOUT';
}
