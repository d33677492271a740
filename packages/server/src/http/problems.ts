import type { Context } from 'koa';
import { StoreUnavailable, UnknownGroup, UnreadableResult } from '../errors.ts';

/** RFC 9457. `type` is stable: front ends may compare it. */
interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly [extension: string]: unknown;
}

/** Seconds after which a client may ask again when the database does not answer. */
const RETRY_AFTER = '2';

/** Gives an error its status: the only place where one is chosen. True when the error was expected. */
export function answerError(ctx: Context, error: unknown): boolean {
  const problem = problemOf(error);
  if (problem?.status === 503) ctx.set('Retry-After', RETRY_AFTER);
  answerProblem(
    ctx,
    problem ?? { type: urn('internal-error'), title: 'Something went wrong in the server', status: 500 },
  );
  return problem !== undefined;
}

/** Refuses a method that could change something: Django's CSRF protection answers 403 there (vector route-methods). */
export function methodNotAllowed(ctx: Context): void {
  ctx.set('Allow', 'GET, HEAD, OPTIONS');
  answerProblem(ctx, { type: urn('method-not-allowed'), title: 'This URL is only read', status: 405 });
}

function answerProblem(ctx: Context, problem: Problem): void {
  ctx.status = problem.status;
  ctx.set('Content-Type', 'application/problem+json');
  ctx.body = Buffer.from(JSON.stringify(problem));
}

function problemOf(error: unknown): Problem | undefined {
  if (error instanceof UnknownGroup)
    return { type: urn('unknown-group'), title: 'No such group is stored', status: 404, detail: error.message };
  if (error instanceof UnreadableResult) {
    const { encoding, column } = error.fault;
    const detail = error.message;
    return {
      type: urn('unreadable-result'),
      title: 'A stored result cannot be shown',
      status: 502,
      detail,
      id: error.id,
      encoding,
      column,
    };
  }
  if (error instanceof StoreUnavailable)
    return { type: urn('store-unavailable'), title: 'The result database does not answer', status: 503 };
  return undefined;
}

function urn(name: string): string {
  return `urn:celery-results:problem:${name}`;
}
