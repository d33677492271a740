import { type Bounds, named, numberOf } from './read-number.ts';
import type { Setting } from './settings.ts';
import { textOf, type Values } from './values.ts';

/** So many requests in so many seconds. */
export interface Rate {
  readonly requests: number;
  readonly seconds: number;
}

/** How requests are counted. */
export interface RateLimitConfig {
  readonly address: Rate | undefined;
  readonly token: Rate | undefined;
  /** Where several servers count together. */
  readonly redis: string | undefined;
}

/** What the server does not take. */
export interface LimitsConfig {
  readonly maxIds: number;
  /** Bytes of a request's body. */
  readonly maxBody: number;
  /** Bytes of a request's target. */
  readonly maxUrl: number;
  /** Bytes of large answers that are kept. */
  readonly cacheSize: number;
  readonly maxInFlight: number;
  /** Milliseconds. */
  readonly maxLoopDelay: number;
  readonly trustedProxies: number;
  readonly rateLimits: RateLimitConfig;
}

/** How the server is run. */
export interface OperationsConfig {
  readonly limits: LimitsConfig;
  /** Milliseconds. */
  readonly databaseTimeout: number;
  /** Milliseconds. */
  readonly drain: { readonly delay: number; readonly timeout: number };
  readonly admin: { readonly host: string; readonly port: number } | undefined;
  /** Processes that answer; 1 is the one that reads this. */
  readonly workers: number;
}

export function operationsConfig(values: Values, faults: string[]): OperationsConfig {
  const number = (name: Setting, bounds: Bounds): number => numberOf(values, name, { ...bounds, faults });
  return {
    limits: {
      maxIds: number('max-ids', { from: 1, to: 10_000 }),
      maxBody: number('max-body', { from: 2, to: 16 * 1024 * 1024 }),
      // Node refuses headers, the URL among them, of more than 16 KiB
      maxUrl: number('max-url', { from: 64, to: 16_000 }),
      cacheSize: number('cache-size', { from: 0, to: 999_999_999 }),
      maxInFlight: number('max-in-flight', { from: 1, to: 100_000 }),
      maxLoopDelay: number('max-loop-delay', { from: 20, to: 60_000 }),
      trustedProxies: number('trusted-proxies', { from: 0, to: 16 }),
      rateLimits: rateLimitConfig(values, faults),
    },
    databaseTimeout: number('database-timeout', { from: 100, to: 60_000 }),
    drain: {
      delay: 1_000 * number('drain-delay', { from: 0, to: 3_600 }),
      timeout: 1_000 * number('drain-timeout', { from: 0, to: 3_600 }),
    },
    admin: adminConfig(values, faults),
    workers: number('workers', { from: 1, to: MOST_WORKERS }),
  };
}

/** Each has connections of its own: of more, the database has had enough long before. */
const MOST_WORKERS = 64;

function rateLimitConfig(values: Values, faults: string[]): RateLimitConfig {
  const redis = textOf(values, 'rate-limit-redis');
  // the URL may hold a password
  if (redis !== undefined && !(/^rediss?:\/\//.test(redis) && URL.canParse(redis)))
    faults.push('rate limit redis is not a URL like redis://:password@host:6379/0');
  const limits = {
    address: rateOf(values, 'rate-limit-address', faults),
    token: rateOf(values, 'rate-limit-token', faults),
    redis,
  };
  if (redis !== undefined && !limits.address && !limits.token)
    faults.push('rate limit redis counts nothing without a rate limit: set rate-limit-address or rate-limit-token');
  return limits;
}

function rateOf(values: Values, name: Setting, faults: string[]): Rate | undefined {
  const text = textOf(values, name);
  if (text === undefined) return undefined;
  const [, requests = '', seconds = ''] = /^([1-9]\d{0,6})\/([1-9]\d{0,4})$/.exec(text) ?? [];
  if (requests === '') faults.push(`${named(name)} "${text}" is not like 100/10: requests, and seconds`);
  return { requests: Number(requests), seconds: Number(seconds) };
}

function adminConfig(values: Values, faults: string[]): OperationsConfig['admin'] {
  const host = textOf(values, 'admin-host') ?? '';
  if (textOf(values, 'admin-port') === undefined) {
    if (values.has('admin-host')) faults.push('admin host needs an admin port');
    return undefined;
  }
  return { host, port: numberOf(values, 'admin-port', { from: 0, to: 65_535, faults }) };
}
