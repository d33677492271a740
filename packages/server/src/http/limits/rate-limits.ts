import { createHash } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refused } from '../../problems.ts';
import { clientAddress, networkOf } from './client-address.ts';

/** So many requests in so many seconds. */
export interface Rate {
  readonly requests: number;
  readonly seconds: number;
}

/** What is counted. Requests with a token count for their address too, so that made-up tokens gain nothing. */
export type RateName = 'address' | 'token';
export type Rates = { readonly [Name in RateName]: Rate | undefined };

/** Counts one request of a key. @throws RateLimiterRes when it is one too many */
export interface Counter {
  consume(key: string): Promise<RateLimiterRes>;
}

/** Makes the counter of a rate. */
export type CreateCounter = (name: RateName, rate: Rate) => Counter;

/** Counts in this process. */
export const countInMemory: CreateCounter = (name, { requests, seconds }) =>
  new RateLimiterMemory({ keyPrefix: name, points: requests, duration: seconds });

export interface RateLimitOptions {
  readonly rates: Rates;
  /** Proxies of ours in front. */
  readonly trustedProxies: number;
  /** Default: {@link countInMemory}. */
  readonly createCounter?: CreateCounter;
}

interface Policy {
  readonly name: RateName;
  readonly rate: Rate;
  readonly counter: Counter;
}

/** Answers 429 to who asks too often, and tells everybody how much is left: draft-ietf-httpapi-ratelimit-headers. */
export function limitRates({ rates, trustedProxies, createCounter = countInMemory }: RateLimitOptions): Middleware {
  const policies = (['address', 'token'] as const).flatMap((name): readonly Policy[] => {
    const rate = rates[name];
    return rate ? [{ name, rate, counter: createCounter(name, rate) }] : [];
  });
  const policyField = policies.map(({ name, rate }) => `"${name}";q=${rate.requests};w=${rate.seconds}`).join(', ');
  return async (ctx, next) => {
    if (policyField !== '') ctx.set('RateLimit-Policy', policyField);
    const left: string[] = [];
    for (const policy of policies) {
      const key = policy.name === 'address' ? networkOf(clientAddress(ctx.req, trustedProxies)) : tokenKey(ctx);
      if (key === undefined) continue;
      const { count, isRefused } = await counted(policy, key);
      const seconds = Math.ceil(count.msBeforeNext / 1_000);
      left.push(`"${policy.name}";r=${count.remainingPoints};t=${seconds}`);
      ctx.set('RateLimit', left.join(', '));
      if (isRefused) throw tooMany(policy, seconds);
    }
    await next();
  };
}

async function counted({ counter }: Policy, key: string): Promise<{ count: RateLimiterRes; isRefused: boolean }> {
  try {
    return { count: await counter.consume(key), isRefused: false };
  } catch (error) {
    if (error instanceof RateLimiterRes) return { count: error, isRefused: true };
    throw error;
  }
}

function tooMany({ name, rate: { requests, seconds } }: Policy, wait: number): Refused {
  return new Refused('rate-limited', {
    detail: `${requests} requests in ${seconds} seconds are allowed to one ${name}`,
    headers: { 'Retry-After': String(Math.max(1, wait)) },
  });
}

/** What is counted for a token: never the token itself, since counters may be kept elsewhere. */
function tokenKey(ctx: Context): string | undefined {
  const token = ctx.get('Authorization');
  return token === '' ? undefined : createHash('sha256').update(token).digest('base64url');
}
