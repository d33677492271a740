import type { ProblemWire } from '@celery-results/client/protocol';
import { Forbidden, StoreUnavailable, UnknownGroup, UnreadableResult } from './errors.ts';

/** Every problem that the server answers: status and title by the last part of the type. Types are stable, titles are not. */
export const PROBLEMS = {
  'auth-unavailable': { status: 503, title: 'It cannot be found out who may read what' },
  'batch-too-large': { status: 413, title: 'The groups of the batch have too many tasks together' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  draining: { status: 503, title: 'The server is about to stop' },
  forbidden: { status: 403, title: 'Reading this is not granted' },
  'foreign-origin': { status: 403, title: 'Pages of this origin may not ask with cookies' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'internal-error': { status: 500, title: 'Something went wrong in the server' },
  'invalid-body': { status: 400, title: 'The body does not say which tasks and groups' },
  'invalid-id': { status: 400, title: 'No task or group can have this id' },
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'invalid-token': { status: 401, title: 'The token is not accepted' },
  'malformed-request': { status: 400, title: 'This is no HTTP request' },
  'method-not-allowed': { status: 405, title: 'This URL does not take this method' },
  overloaded: { status: 503, title: 'The server has too much to do' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'request-timeout': { status: 408, title: 'The request did not come in time' },
  'store-unavailable': { status: 503, title: 'The result database does not answer' },
  'token-in-url': { status: 400, title: 'Tokens may not stand in a URL' },
  'too-many-ids': { status: 400, title: 'The batch has too many ids' },
  unauthenticated: { status: 401, title: 'Nobody is named who asks' },
  'unknown-group': { status: 404, title: 'No such group is stored' },
  'unknown-parameter': { status: 400, title: 'The query has a parameter that is not known' },
  'unreadable-result': { status: 502, title: 'A stored result cannot be shown' },
  'url-too-long': { status: 414, title: 'The URL is too long' },
  'unsupported-media-type': { status: 415, title: 'The body is not announced as JSON' },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/** What a problem says beyond its type. */
export interface ProblemOptions {
  /** A sentence about this very request. */
  readonly detail?: string;
  /** Members of the document's own. */
  readonly members?: Readonly<Record<string, string>>;
  /** Headers that belong to the answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is answered with a problem. Thrown by the door, before a view is asked. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: ProblemName;
  readonly options: ProblemOptions;

  constructor(problem: ProblemName, options: ProblemOptions = {}) {
    super(options.detail ?? PROBLEMS[problem].title);
    this.problem = problem;
    this.options = options;
  }
}

/** The stable name of a problem in its documents. */
export function typeOf(name: ProblemName): string {
  return `urn:celery-results:problem:${name}`;
}

/** The document of a problem: RFC 9457. */
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

/** The document of what an error means. */
export function problemOf(error: unknown): ProblemWire {
  const { problem, options } = toRefusal(error);
  return toProblem(problem, options);
}

/** Seconds after which a client may ask again when the database does not answer. */
const RETRY_AFTER = '2';

/** What an error means for who asked: the only place where it is decided. Anything that nobody expected is the server's own fault. */
export function toRefusal(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof Forbidden) return new Refused('forbidden', { headers: error.challenge });
  if (error instanceof UnknownGroup) return new Refused('unknown-group', { detail: error.message });
  if (error instanceof UnreadableResult) {
    const { encoding, column } = error.fault;
    return new Refused('unreadable-result', { detail: error.message, members: { id: error.id, encoding, column } });
  }
  if (error instanceof StoreUnavailable)
    return new Refused('store-unavailable', { headers: { 'Retry-After': RETRY_AFTER } });
  return new Refused('internal-error');
}
