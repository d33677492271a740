import type { RateLimiterRes } from 'rate-limiter-flexible';

/** A number of requests in a period. */
export interface Rate {
  readonly requests: number;
  readonly seconds: number;
}

/** Counts one request of a key. @throws RateLimiterRes when the limit is exceeded */
export interface Counter {
  consume(key: string): Promise<RateLimiterRes>;
}
