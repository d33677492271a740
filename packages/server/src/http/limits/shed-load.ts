import type { Socket } from 'node:net';
import type { Context, Middleware } from 'koa';
import { ProblemError } from '../../problems/problems.ts';
import { stateOf } from '../koa/context.ts';
import { clientAddress, networkOf } from './client-address.ts';
import type { LoadMonitor } from './load-monitor.ts';

/**
 * Refuses requests that would only wait, before any work is done for them. A request counts as work while the server
 * computes its answer. It does not count while the server waits for the client to send the body or read the answer.
 */
export function shedLoad(load: LoadMonitor, trustedProxies: number): Middleware {
  const networks = new WeakMap<Socket, string>();
  /** Returns the network of a client. A Unix socket has none; without proxies a connection has only one. */
  const networkFor = ({ req }: Context): string | undefined => {
    if (req.socket.remoteAddress === undefined && trustedProxies === 0) return undefined;
    const known = trustedProxies === 0 ? networks.get(req.socket) : undefined;
    if (known !== undefined) return known;
    const network = networkOf(clientAddress(req, trustedProxies));
    networks.set(req.socket, network);
    return network;
  };
  return async (ctx, next) => {
    const network = networkFor(ctx);
    const leave = load.enter(network);
    if (!leave) throw overloaded();
    if (ctx.method !== 'POST') {
      try {
        await next();
      } finally {
        leave();
      }
      return;
    }
    let end: (() => void) | undefined = leave;
    stateOf(ctx).suspendWork = () => {
      end?.();
      end = undefined;
      return () => {
        end = load.enter(network);
        if (!end) throw overloaded();
      };
    };
    try {
      await next();
    } finally {
      end?.();
    }
  };
}

function overloaded(): ProblemError {
  return new ProblemError('overloaded', { headers: { 'Retry-After': retryAfter() } });
}

/** Returns 1 to 3 seconds, so that clients that were refused together do not return together. */
function retryAfter(): string {
  return String(1 + Math.floor(Math.random() * 3));
}
