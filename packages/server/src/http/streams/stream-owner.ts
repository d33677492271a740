import { hash } from 'node:crypto';
import type { Context } from 'koa';
import { clientAddress, networkOf } from '../limits/client-address.ts';
import type { StreamOwner } from './stream-counts.ts';

/**
 * Returns the owner of a request's stream. Only a hash of a token or of cookies is kept.
 *
 * @param trustedProxies number of trusted proxies in front
 */
export function streamOwner(ctx: Context, trustedProxies: number): StreamOwner {
  const credentials = ctx.get('Authorization') || ctx.get('Cookie');
  return {
    token: credentials === '' ? undefined : hash('sha256', credentials, 'base64url'),
    address: networkOf(clientAddress(ctx.req, trustedProxies)),
  };
}
