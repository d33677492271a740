import type { Context, Middleware } from 'koa';
import { PROBLEMS, type Refused, toProblem, toRefusal } from '../problems.ts';
import type { Log } from './log-requests.ts';

/** Answers everything that is thrown further in with a problem. The log gets what nobody expected, and a database that is away. */
export function answerProblems(log: Log | undefined): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const refused = toRefusal(error);
      answerProblem(ctx, refused);
      if (ctx.status === 503 || refused.problem === 'internal-error') log?.error({ err: error }, 'a request failed');
    }
  };
}

function answerProblem(ctx: Context, { problem, options }: Refused): void {
  ctx.status = PROBLEMS[problem].status;
  ctx.set({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...options.headers });
  ctx.body = Buffer.from(JSON.stringify(toProblem(problem, options)));
}
