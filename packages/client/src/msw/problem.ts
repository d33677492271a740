import type { FakeResponse } from './response.ts';

/** Status and title of each problem of `@celery-results/server`, by the last segment of its type. */
const PROBLEMS = {
  'body-too-large': { status: 413, title: 'The body is too large' },
  'invalid-body': { status: 400, title: 'The body is not a valid batch' },
  'invalid-id': { status: 400, title: 'Invalid id' },
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'too-many-ids': { status: 400, title: 'The batch has too many ids' },
  'unknown-group': { status: 404, title: 'Unknown group' },
  'unknown-parameter': { status: 400, title: 'Unknown query parameter' },
  'unsupported-media-type': { status: 415, title: 'The content type of the body is not JSON' },
} as const;

/** A problem of RFC 9457, by name. */
export interface Problem {
  readonly name: keyof typeof PROBLEMS;
  readonly detail?: string;
  /** Extension members, which only some problems have. */
  readonly members?: Readonly<Record<string, string>>;
}

/** Ends a request with a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.name);
    this.problem = problem;
  }
}

/** Creates the JSON body of a problem. */
export function problemBody({ name, detail, members }: Problem): Readonly<Record<string, string | number>> {
  const { status, title } = PROBLEMS[name];
  return { type: `urn:celery-results:problem:${name}`, title, status, ...(detail && { detail }), ...members };
}

export function problemResponse(problem: Problem, headers: Readonly<Record<string, string>> = {}): FakeResponse {
  const { status } = PROBLEMS[problem.name];
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
    body: JSON.stringify(problemBody(problem)),
  };
}
