import type { Socket } from 'node:net';
import type { Context, Middleware } from 'koa';
import { ProblemError } from '../../problems/problems.ts';
import { stateOf } from '../koa/context.ts';
import { clientAddress, networkOf } from './client-address.ts';
import type { LoadMonitor } from './load-monitor.ts';

/**
 * Refuses requests that would only wait, before any work is done for them. A request is work while the server computes
 * its answer. While the server waits for a client to send its body or to take its answer, nothing counts as work.
 */
export function shedLoad(load: LoadMonitor, trustedProxies: number): Middleware {
  const networks = new WeakMap<Socket, string>();
  /** The clients of a Unix socket have no address. Without proxies all requests of a connection have the same one. */
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

/** 1 to 3 seconds, so that clients that were refused together do not return together. */
function retryAfter(): string {
  return String(1 + Math.floor(Math.random() * 3));
}
