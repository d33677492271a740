import type { Rate } from '../http/limits/rate-limits.ts';
import { hasClearPassword } from '../lib/has-clear-password.ts';
import { isRedisUrl } from './is-redis-url.ts';
import { type Bounds, inWords, numberOf } from './read-number.ts';
import type { OperationsConfig, RateLimitConfig } from './serve-config.ts';
import type { Setting } from './settings.ts';
import { textOf, type Values } from './values.ts';

/** Each worker has database connections of its own: more workers would overload the database. */
const MAX_WORKERS = 64;
/** The URL of a Redis, or of a PostgreSQL with the name of a database. */
const BUS_URL = /^(?:rediss?:\/\/|postgres(?:ql)?:\/\/[^/]*\/[^/?])/;

export function readOperations(values: Values, errors: string[]): OperationsConfig {
  const number = (name: Setting, bounds: Bounds): number => numberOf(values, name, { ...bounds, errors });
  return {
    limits: {
      maxIds: number('max-ids', { from: 1, to: 10_000 }),
      maxBody: number('max-body', { from: 2, to: 16 * 1024 * 1024 }),
      // Node refuses headers above 16 KiB, and the URL is included
      maxUrl: number('max-url', { from: 64, to: 16_000 }),
      cacheSize: number('cache-size', { from: 0, to: 999_999_999 }),
      answerMemory:
        textOf(values, 'answer-memory') === undefined
          ? undefined
          : number('answer-memory', { from: 1024 * 1024, to: 999_999_999 }),
      connections: {
        all: number('max-connections', { from: 1, to: 10_000_000 }),
        perAddress:
          textOf(values, 'max-connections-address') === undefined
            ? undefined
            : number('max-connections-address', { from: 1, to: 10_000_000 }),
      },
      maxInFlight: number('max-in-flight', { from: 1, to: 100_000 }),
      maxLoopDelay: number('max-loop-delay', { from: 20, to: 60_000 }),
      trustedProxies: number('trusted-proxies', { from: 0, to: 16 }),
      rateLimits: readRateLimits(values, errors),
      streams: {
        all: number('max-streams', { from: 0, to: 1_000_000 }),
        token: number('max-streams-token', { from: 1, to: 1_000_000 }),
        address: number('max-streams-address', { from: 1, to: 1_000_000 }),
        ids: number('max-watched-ids', { from: 1, to: 10_000_000 }),
      },
    },
    databaseTimeout: number('database-timeout', { from: 100, to: 60_000 }),
    pollInterval: number('poll-interval', { from: 100, to: 60_000 }),
    preparedStatements: readPreparation(textOf(values, 'prepared-statements'), errors),
    changesBus: readBusUrl(values, errors),
    drain: {
      delay: 1_000 * number('drain-delay', { from: 0, to: 3_600 }),
      timeout: 1_000 * number('drain-timeout', { from: 0, to: 3_600 }),
    },
    admin: readAdmin(values, errors),
    workers: number('workers', { from: 1, to: MAX_WORKERS }),
  };
}

function readPreparation(text: string | undefined, errors: string[]): 'auto' | 'off' {
  if (text === 'auto' || text === 'off') return text;
  errors.push(`prepared statements is "${text}", neither auto nor off`);
  return 'auto';
}

function readRateLimits(values: Values, errors: string[]): RateLimitConfig {
  const redis = readRedisUrl(values, 'rate-limit-redis', errors);
  const limits = {
    address: readRate(values, 'rate-limit-address', errors),
    token: readRate(values, 'rate-limit-token', errors),
    redis,
  };
  if (redis !== undefined && !limits.address && !limits.token)
    errors.push('rate limit redis needs a rate limit: set rate-limit-address or rate-limit-token');
  return limits;
}

function readRedisUrl(values: Values, name: Setting, errors: string[]): string | undefined {
  const url = textOf(values, name);
  // the URL may contain a password, so it is not repeated
  if (url !== undefined && !isRedisUrl(url))
    errors.push(`${inWords(name)} is not a URL like redis://:password@host:6379/0`);
  return url;
}

function readBusUrl(values: Values, errors: string[]): string | undefined {
  const url = textOf(values, 'changes-bus');
  if (url === undefined || (BUS_URL.test(url) && URL.canParse(url) && hasClearPassword(url))) return url;
  // the URL may contain a password, so it is not repeated
  errors.push('changes bus is neither a URL like redis://:password@host:6379/0 nor like postgres://user@host/database');
  return url;
}

function readRate(values: Values, name: Setting, errors: string[]): Rate | undefined {
  const text = textOf(values, name);
  if (text === undefined) return undefined;
  const [, requests = '', seconds = ''] = /^([1-9]\d{0,6})\/([1-9]\d{0,4})$/.exec(text) ?? [];
  if (requests === '') errors.push(`${inWords(name)} "${text}" is not like 100/10: requests, and seconds`);
  return { requests: Number(requests), seconds: Number(seconds) };
}

function readAdmin(values: Values, errors: string[]): OperationsConfig['admin'] {
  const host = textOf(values, 'admin-host') ?? '';
  if (textOf(values, 'admin-port') === undefined) {
    if (values.has('admin-host')) errors.push('admin host needs an admin port');
    return undefined;
  }
  return { host, port: numberOf(values, 'admin-port', { from: 0, to: 65_535, errors }) };
}
