import type { Context, Middleware } from 'koa';
import { PROBLEMS, type ProblemName, type Refused, toProblem, toRefusal } from '../problems.ts';
import type { Log } from './log-requests.ts';

/** Answers everything that is thrown further in with a problem. The log gets what nobody expected, and a database that is away. */
export function answerProblems(log: Log | undefined): Middleware {
  const tell = log && failureLog(log);
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const refused = toRefusal(error);
      ctx.state['problem'] = refused.problem;
      answerProblem(ctx, refused);
      if (error !== refused) tell?.(error, { problem: refused.problem, id: ctx.state['requestId'] });
    }
  };
}

/** Milliseconds in which a database that is away is told of once, however many ask for it. */
const QUIET = 5_000;

interface Failure {
  readonly problem: ProblemName;
  /** Of the request. */
  readonly id: unknown;
}

function failureLog(log: Log): (error: unknown, failure: Failure) => void {
  let quietUntil = 0;
  let unsaid = 0;
  return (error, { problem, id }) => {
    if (PROBLEMS[problem].status !== 503 && problem !== 'internal-error') return;
    if (problem !== 'internal-error' && performance.now() < quietUntil) {
      unsaid += 1;
      return;
    }
    log.error({ err: error, id, unsaid }, 'a request failed');
    if (problem === 'internal-error') return;
    quietUntil = performance.now() + QUIET;
    unsaid = 0;
  };
}

function answerProblem(ctx: Context, { problem, options }: Refused): void {
  ctx.status = PROBLEMS[problem].status;
  ctx.set({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...options.headers });
  ctx.body = Buffer.from(JSON.stringify(toProblem(problem, options)));
}
