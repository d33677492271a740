import type { Context } from 'koa';
import type { ProblemName } from '../../problems/problems.ts';

/** Values about a request that middlewares set, for the log and the metrics. */
export interface RequestState {
  /** Sent as `X-Request-Id`. */
  requestId?: string;
  /** Name of the route; absent if no route matched. */
  route?: string;
  /** The problem in the response, if there is one. */
  problem?: ProblemName;
  /** The number of ids in a batch. */
  ids?: number;
  /** The claim `sub` of a verified token; absent without one. */
  subject?: string;
  /** The memory of the answer; absent until the rights of the client are known. */
  memory?: { cover(bytes: number): boolean };
  /**
   * Stops counting the request as work while it waits for its client. Returns a function that counts the request again.
   *
   * @throws ProblemError from that function while there is too much work
   */
  suspendWork?: () => () => void;
}

/** Returns `ctx.state` with its type. */
export function stateOf(ctx: Context): RequestState {
  return ctx.state;
}
