import type { Answer } from './answer.ts';

/** Status and title of the problems of `@celery-results/server`, by the last part of their type. */
const PROBLEMS = {
  'body-too-large': { status: 413, title: 'The body is too large' },
  'invalid-body': { status: 400, title: 'The body does not say which tasks and groups' },
  'invalid-id': { status: 400, title: 'No task or group can have this id' },
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'method-not-allowed': { status: 405, title: 'This URL does not take this method' },
  'too-many-ids': { status: 400, title: 'The batch has too many ids' },
  'unknown-group': { status: 404, title: 'No such group is stored' },
  'unknown-parameter': { status: 400, title: 'The query has a parameter that is not known' },
  'unsupported-media-type': { status: 415, title: 'The body is not announced as JSON' },
} as const;

/** A problem of RFC 9457, by name. */
export interface Problem {
  readonly name: keyof typeof PROBLEMS;
  readonly detail?: string;
  /** Members of its own. */
  readonly members?: Readonly<Record<string, string>>;
}

/** A request that is answered with a problem. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.name);
    this.problem = problem;
  }
}

/** The document of a problem. */
export function problemBody({ name, detail, members }: Problem): Readonly<Record<string, string | number>> {
  const { status, title } = PROBLEMS[name];
  return { type: `urn:celery-results:problem:${name}`, title, status, ...(detail && { detail }), ...members };
}

export function problemAnswer(problem: Problem, headers: Readonly<Record<string, string>> = {}): Answer {
  const { status } = PROBLEMS[problem.name];
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
    body: JSON.stringify(problemBody(problem)),
  };
}
