import type { ProblemWire } from '@celery-results/client/protocol';
import { Forbidden, MemoryExceeded, NoTaskIndex, StoreUnavailable, UnknownGroup, UnreadableResult } from './errors.ts';

/** Every problem of the server, by the last part of its type. Types are stable; titles may change. */
export const PROBLEMS = {
  'auth-unavailable': { status: 503, title: 'Authorization service unavailable' },
  'batch-too-large': { status: 413, title: 'The groups of the batch have too many tasks' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  draining: { status: 503, title: 'The server is stopping' },
  forbidden: { status: 403, title: 'Access denied' },
  'expectation-failed': { status: 417, title: 'The server knows no other expectation than 100-continue' },
  'foreign-origin': { status: 403, title: 'Pages of this origin may not send cookies' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'internal-error': { status: 500, title: 'Internal server error' },
  'invalid-body': { status: 400, title: 'The body is not a valid batch' },
  'invalid-host': { status: 400, title: 'This server does not answer for this host' },
  'invalid-id': { status: 400, title: 'Invalid id' },
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'invalid-parameter': { status: 400, title: 'Invalid query parameter' },
  'invalid-token': { status: 401, title: 'Invalid token' },
  'list-unavailable': { status: 501, title: 'The store cannot answer this list' },
  'malformed-request': { status: 400, title: 'Malformed HTTP request' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'not-acceptable': { status: 406, title: 'The Accept header excludes what is answered' },
  overloaded: { status: 503, title: 'The server is overloaded' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'store-unavailable': { status: 503, title: 'The result database does not answer' },
  'token-in-url': { status: 400, title: 'Tokens are not allowed in a URL' },
  'too-many-ids': { status: 400, title: 'The batch has too many ids' },
  'too-many-streams': { status: 429, title: 'Too many streams' },
  unauthenticated: { status: 401, title: 'Authentication required' },
  'unknown-group': { status: 404, title: 'Unknown group' },
  'unknown-parameter': { status: 400, title: 'Unknown query parameter' },
  'unreadable-result': { status: 502, title: 'Unreadable result' },
  'url-too-long': { status: 414, title: 'The URL is too long' },
  'unsupported-media-type': { status: 415, title: 'The content type of the body is not JSON' },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/** The parts of a problem besides its type. */
export interface ProblemOptions {
  /** A sentence about this request. */
  readonly detail?: string;
  /** Extension members of the document. */
  readonly members?: Readonly<Record<string, string>>;
  /** Headers of the response. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that the HTTP layer answers with a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: ProblemName;
  readonly options: ProblemOptions;

  constructor(problem: ProblemName, options: ProblemOptions = {}) {
    super(options.detail ?? PROBLEMS[problem].title);
    this.problem = problem;
    this.options = options;
  }
}

/** Returns the `type` of a problem in its documents. */
export function typeOf(name: ProblemName): string {
  return `urn:celery-results:problem:${name}`;
}

/** Returns the document of a problem: RFC 9457. */
export function toProblem(name: ProblemName, { detail, members }: ProblemOptions = {}): ProblemWire {
  const { status, title } = PROBLEMS[name];
  return {
    type: typeOf(name),
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...members,
  };
}

/** Returns the document for an error. */
export function problemOf(error: unknown): ProblemWire {
  const { problem, options } = toProblemError(error);
  return toProblem(problem, options);
}

const RETRY_AFTER_SECONDS = '2';

/**
 * Maps an error to its problem. All errors are mapped here. An unexpected error becomes an `internal-error`.
 */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof Forbidden) return new ProblemError('forbidden', { headers: error.challenge });
  if (error instanceof NoTaskIndex) return new ProblemError('list-unavailable', { detail: error.message });
  if (error instanceof UnknownGroup) return new ProblemError('unknown-group', { detail: error.message });
  if (error instanceof UnreadableResult) {
    const { encoding, field } = error.reason;
    return new ProblemError('unreadable-result', {
      detail: error.message,
      members: { id: error.id, encoding, column: field },
    });
  }
  if (error instanceof StoreUnavailable)
    return new ProblemError('store-unavailable', { headers: { 'Retry-After': RETRY_AFTER_SECONDS } });
  if (error instanceof MemoryExceeded)
    return new ProblemError('overloaded', { detail: error.message, headers: { 'Retry-After': RETRY_AFTER_SECONDS } });
  return new ProblemError('internal-error');
}
