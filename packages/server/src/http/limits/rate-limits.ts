import type { Context, Middleware } from 'koa';
import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Access } from '../../access/access.ts';
import { ProblemError } from '../../problems/problems.ts';
import { createBoundedCounter } from './bounded-counter.ts';
import { clientAddress, networkOf } from './client-address.ts';
import type { Counter, Rate } from './counter.ts';

export type { Counter, Rate } from './counter.ts';

/**
 * The counted keys. Every request counts for its address. A request with a verified token also counts for the token:
 * invented tokens have no effect.
 */
export type RateName = 'address' | 'token';
export type Rates = { readonly [Name in RateName]: Rate | undefined };

/** Creates the counter of a rate. */
export type CreateCounter = (name: RateName, rate: Rate) => Counter;

/** Counts in this process. */
export const countInMemory: CreateCounter = (_name, rate) => createBoundedCounter(rate);

export interface RateLimitOptions {
  readonly rates: Rates;
  /** Number of trusted proxies in front. */
  readonly trustedProxies: number;
  /** Default: {@link countInMemory}. */
  readonly createCounter?: CreateCounter;
}

interface Policy {
  readonly name: RateName;
  readonly rate: Rate;
  readonly counter: Counter;
}

/** Counts requests, and answers 429 when a limit is exceeded. */
export interface RateLimits {
  /** Counts for the address, before a route is looked up. */
  readonly countAddress: Middleware;
  /** Counts for a client with verified rights. */
  countClient(ctx: Context, access: Pick<Access, 'clientKey'>): Promise<void>;
}

/** Creates the limits. Each response reports the remaining requests: draft-ietf-httpapi-ratelimit-headers. */
export function createRateLimits({
  rates,
  trustedProxies,
  createCounter = countInMemory,
}: RateLimitOptions): RateLimits {
  const policyOf = (name: RateName): Policy | undefined => {
    const rate = rates[name];
    return rate && { name, rate, counter: createCounter(name, rate) };
  };
  const [address, token] = [policyOf('address'), policyOf('token')];
  const policies = [address, token].filter((policy) => policy !== undefined);
  const policyField = policies.map(({ name, rate }) => `"${name}";q=${rate.requests};w=${rate.seconds}`).join(', ');
  return {
    countAddress: async (ctx, next) => {
      if (policyField !== '') ctx.set('RateLimit-Policy', policyField);
      if (address) await count(ctx, address, networkOf(clientAddress(ctx.req, trustedProxies)));
      await next();
    },
    countClient: async (ctx, { clientKey }) => {
      if (token && clientKey !== undefined) await count(ctx, token, clientKey);
    },
  };
}

/** @throws ProblemError when the limit is exceeded */
async function count(ctx: Context, policy: Policy, key: string): Promise<void> {
  const { count: left, isRefused } = await counted(policy, key);
  const seconds = Math.ceil(left.msBeforeNext / 1_000);
  const before = ctx.res.getHeader('RateLimit');
  const field = `"${policy.name}";r=${left.remainingPoints};t=${seconds}`;
  ctx.set('RateLimit', before === undefined ? field : `${before}, ${field}`);
  if (isRefused) throw tooMany(policy, seconds);
}

async function counted({ counter }: Policy, key: string): Promise<{ count: RateLimiterRes; isRefused: boolean }> {
  try {
    return { count: await counter.consume(key), isRefused: false };
  } catch (error) {
    if (error instanceof RateLimiterRes) return { count: error, isRefused: true };
    throw error;
  }
}

function tooMany({ name, rate: { requests, seconds } }: Policy, wait: number): ProblemError {
  return new ProblemError('rate-limited', {
    detail: `${requests} requests in ${seconds} seconds are allowed to one ${name}`,
    headers: { 'Retry-After': String(Math.max(1, wait)) },
  });
}
