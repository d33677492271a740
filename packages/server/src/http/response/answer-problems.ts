import type { Context, Middleware } from 'koa';
import type { Log } from '../../lib/log.ts';
import { StoreNotOpen } from '../../problems/errors.ts';
import { PROBLEMS, type ProblemError, type ProblemName, toProblem, toProblemError } from '../../problems/problems.ts';
import { stateOf } from '../koa/context.ts';

/** Answers every error of an inner middleware with a problem. Logs unexpected errors, and outages of the database. */
export function answerProblems(log: Log | undefined): Middleware {
  const logFailure = log && createFailureLog(log);
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const problemError = toProblemError(error);
      const state = stateOf(ctx);
      state.problem = problemError.problem;
      sendProblem(ctx, problemError);
      if (error !== problemError && !(error instanceof StoreNotOpen))
        logFailure?.(error, { problem: problemError.problem, id: state.requestId });
    }
  };
}

/** An outage is logged once in this time, for any number of failed requests. */
const OUTAGE_LOG_INTERVAL_MS = 5_000;

interface Failure {
  readonly problem: ProblemName;
  /** Id of the request. */
  readonly id: string | undefined;
}

function createFailureLog(log: Log): (error: unknown, failure: Failure) => void {
  let quietUntil = 0;
  let unlogged = 0;
  return (error, { problem, id }) => {
    if (PROBLEMS[problem].status !== 503 && problem !== 'internal-error') return;
    if (problem !== 'internal-error' && performance.now() < quietUntil) {
      unlogged += 1;
      return;
    }
    log.error({ err: error, id, unlogged }, 'a request failed');
    if (problem === 'internal-error') return;
    quietUntil = performance.now() + OUTAGE_LOG_INTERVAL_MS;
    unlogged = 0;
  };
}

function sendProblem(ctx: Context, { problem, options }: ProblemError): void {
  ctx.status = PROBLEMS[problem].status;
  ctx.set({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...options.headers });
  ctx.body = Buffer.from(JSON.stringify(toProblem(problem, options)));
}
