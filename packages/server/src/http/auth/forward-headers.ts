import { hash } from 'node:crypto';
import type { Context } from 'koa';
import { clientAddress } from '../limits/client-address.ts';

/** The headers of a request that identify the visitor. Only these are sent to the forward URL. */
export type ForwardedHeader = 'cookie' | 'authorization';
export const FORWARDED_HEADERS: readonly ForwardedHeader[] = ['cookie', 'authorization'];

/** A question about a visitor. */
export interface VisitorHeaders {
  /** Headers of the request to the forward URL. */
  readonly headers: Readonly<Record<string, string>>;
  /** A hash of the headers that identify the visitor. */
  readonly key: string;
  /** Whether the visitor sent a cookie, which a browser may have added. */
  readonly hasCookie: boolean;
}

/** Returns the headers of a visitor; undefined if the visitor sends none of them. */
export function visitorHeaders(
  ctx: Context,
  names: readonly ForwardedHeader[],
  trustedProxies: number,
): VisitorHeaders | undefined {
  const sent = names.map((name) => [name, ctx.get(name)] as const).filter(([, value]) => value !== '');
  if (sent.length === 0) return undefined;
  return {
    headers: { ...Object.fromEntries(sent), ...forwarded(ctx, trustedProxies) },
    key: hash('sha256', JSON.stringify(sent), 'base64url'),
    hasCookie: sent.some(([name]) => name === 'cookie'),
  };
}

/** Returns the host and scheme of the visitor's request. The scheme is the last proxy's, if a proxy is trusted. */
function forwarded(ctx: Context, trustedProxies: number): Readonly<Record<string, string>> {
  const host = ctx.get('Host');
  return {
    'X-Forwarded-For': clientAddress(ctx.req, trustedProxies),
    'X-Forwarded-Proto': trustedProxies > 0 && lastOf(ctx.get('X-Forwarded-Proto')) === 'https' ? 'https' : 'http',
    ...(host === '' ? {} : { 'X-Forwarded-Host': host }),
  };
}

function lastOf(list: string): string {
  return list.split(',').at(-1)?.trim() ?? '';
}
