/** Codes of the errors of a request. They are stable: compare codes rather than messages. */
export type CeleryResultsErrorCode =
  | 'NETWORK'
  | 'TIMEOUT'
  | 'HTTP'
  | 'NOT_JSON'
  | 'LOGIN_REDIRECT'
  | 'BAD_ENVELOPE'
  | 'UNREADABLE'
  | 'NO_REVERSE_MATCH';

/** Codes of {@link InvalidResponseError}. */
export type InvalidResponseCode = 'NOT_JSON' | 'LOGIN_REDIRECT' | 'BAD_ENVELOPE' | 'UNREADABLE';

/** Base class of the errors of a request. An abort rejects with the signal's reason instead. */
export abstract class CeleryResultsError extends Error {
  abstract readonly code: Exclude<CeleryResultsErrorCode, 'NO_REVERSE_MATCH'>;
  /** URL of the request. */
  readonly url: string;

  constructor(message: string, url: string, options?: ErrorOptions) {
    super(`${url}: ${message}`, options);
    this.url = url;
  }
}

/** The request got no response: the network failed, or a try took longer than `timeout`. A retry may help. */
export class TransportError extends CeleryResultsError {
  override readonly name = 'TransportError';
  readonly code: 'NETWORK' | 'TIMEOUT';

  constructor(code: 'NETWORK' | 'TIMEOUT', url: string, options?: ErrorOptions) {
    super(code === 'TIMEOUT' ? 'timed out' : 'network error', url, options);
    this.code = code;
  }
}

/** Options of {@link HttpStatusError}. */
export interface HttpStatusErrorOptions extends ErrorOptions {
  readonly body?: unknown;
  readonly retryAfter?: number | null;
}

/** Every try got a response with an error status. The fields are those of the last response. */
export class HttpStatusError extends CeleryResultsError {
  override readonly name = 'HttpStatusError';
  readonly code = 'HTTP';
  readonly status: number;
  /**
   * The body: parsed if it is JSON, else text; undefined if it is empty. `@celery-results/server` sends a problem of
   * RFC 9457.
   */
  readonly body: unknown;
  /** Delay of `Retry-After` in milliseconds, or null without the header. */
  readonly retryAfter: number | null;

  constructor(status: number, url: string, options: HttpStatusErrorOptions = {}) {
    // a server of these URLs answers 404 with JSON only
    super(
      `HTTP status ${status}${status === 404 && typeof options.body !== 'object' ? ': is baseUrl right?' : ''}`,
      url,
      options,
    );
    this.status = status;
    this.body = options.body;
    this.retryAfter = options.retryAfter ?? null;
  }
}

/**
 * The response is not a status. `LOGIN_REDIRECT`: a redirect, such as to a login page, which the client does not
 * follow. `NOT_JSON`: status 200 with a body that is not JSON. `BAD_ENVELOPE`: JSON of another shape; the message names
 * the field. `UNREADABLE`: Django cannot read the row of this id, but reads others. A retry does not help.
 */
export class InvalidResponseError extends CeleryResultsError {
  override readonly name = 'InvalidResponseError';
  readonly code: InvalidResponseCode;

  constructor(code: InvalidResponseCode, message: string, url: string, options?: ErrorOptions) {
    super(message, url, options);
    this.code = code;
  }
}

/** Every error of a request. `code` is the discriminator. */
export type AnyCeleryResultsError = TransportError | HttpStatusError | InvalidResponseError;

const REQUEST_ERROR_CODES: ReadonlySet<unknown> = new Set([
  'NETWORK',
  'TIMEOUT',
  'HTTP',
  'NOT_JSON',
  'LOGIN_REDIRECT',
  'BAD_ENVELOPE',
  'UNREADABLE',
]);

/** Returns whether this is an error of a request. Checks its shape, so that two copies of the package work together. */
export function isCeleryResultsError(error: unknown): error is AnyCeleryResultsError {
  return error instanceof Error && 'url' in error && 'code' in error && REQUEST_ERROR_CODES.has(error.code);
}

/** Codes of permanent errors that do not come from a request. */
const PERMANENT_ERROR_CODES: ReadonlySet<unknown> = new Set(['NO_REVERSE_MATCH', 'RESULT_SCHEMA', 'WAIT_TIMEOUT']);

/**
 * Returns whether every later read fails, too. True for a wrong id, a wrong URL, a missing permission, and a response
 * of another API. Also for a row or a result that cannot be read, and for the end of a `timeout`. HTTP statuses: 400,
 * 401, 403, 404, 405 and 410.
 */
export function isPermanentError(error: unknown): boolean {
  if (!isCeleryResultsError(error))
    return error instanceof Error && 'code' in error && PERMANENT_ERROR_CODES.has(error.code);
  if (error.code === 'HTTP') return [400, 401, 403, 404, 405, 410].includes(error.status) || isUnreadableRow(error);
  return error.code !== 'NETWORK' && error.code !== 'TIMEOUT';
}

/** Returns whether `@celery-results/server` reports that it cannot decode the row of this id. */
export function isUnreadableRow(error: unknown): boolean {
  if (!(isCeleryResultsError(error) && error.code === 'HTTP')) return false;
  const { body } = error;
  return typeof body === 'object' && body !== null && 'type' in body && body.type === UNREADABLE_TYPE;
}

const UNREADABLE_TYPE = 'urn:celery-results:problem:unreadable-result';

/**
 * Returns whether every other read would fail with this error now, because the network or the server is down. A proxy
 * may report this: Django and `@celery-results/server` never send a 500 without a body.
 */
export function isOutage(error: unknown): boolean {
  if (!isCeleryResultsError(error)) return false;
  if (error.code !== 'HTTP') return error.code === 'NETWORK' || error.code === 'TIMEOUT';
  const isOfProxy = error.status === 500 && error.body === undefined;
  return isOfProxy || ([429, 502, 503, 504].includes(error.status) && !isUnreadableRow(error));
}
