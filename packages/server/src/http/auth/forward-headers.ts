import { hash } from 'node:crypto';
import type { Context } from 'koa';
import { clientAddress } from '../limits/client-address.ts';

/** The headers of a request that say who the visitor is. They are handed on, and nothing else of the request is. */
export type ForwardedHeader = 'cookie' | 'authorization';
export const FORWARDED_HEADERS: readonly ForwardedHeader[] = ['cookie', 'authorization'];

/** What is asked about a visitor. */
export interface VisitorHeaders {
  /** Headers of the request to the forward URL. */
  readonly headers: Readonly<Record<string, string>>;
  /** A hash of what says who the visitor is. */
  readonly key: string;
  /** Whether a browser may have added what says who the visitor is. */
  readonly hasCookie: boolean;
}

/** The headers of a visitor; undefined for one who sends none of these. */
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

/** How the visitor reached this server. The scheme is that of the last proxy, and only where a proxy is trusted. */
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
