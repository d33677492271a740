import type { Context } from 'koa';
import type { ProblemName } from '../../problems/problems.ts';

/** What the middlewares note about a request, for the log and the metrics. */
export interface RequestState {
  /** Sent as `X-Request-Id`. */
  requestId?: string;
  /** Name of the route; absent where no route matched. */
  route?: string;
  /** The problem that was answered, if one was. */
  problem?: ProblemName;
  /** The number of ids in a batch. */
  ids?: number;
  /** The client by its token; absent where it has none or did not prove it. */
  subject?: string;
  /** The memory of the answer; absent before the rights of the client are known. */
  memory?: { cover(bytes: number): boolean };
  /**
   * Stops counting the request as work while it waits for its client. Returns the function that counts it again.
   *
   * @throws ProblemError from that function while there is too much work
   */
  suspendWork?: () => () => void;
}

/** The typed form of `ctx.state`. */
export function stateOf(ctx: Context): RequestState {
  return ctx.state;
}
