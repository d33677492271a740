import cluster from 'node:cluster';
import { RateLimiterCluster, RateLimiterClusterMaster } from 'rate-limiter-flexible';
import type { Log } from '../../lib/log.ts';
import { type CreateCounter, countInMemory } from './rate-limits.ts';
import { createOutageLog, withFallback } from './with-fallback.ts';

/** After this time the limiter drops a request without an answer. This process counts the request much earlier. */
const FORGET_MS = 1_000;

/** Counts for all workers, in the primary process. Call it before the first worker starts. */
export function countForWorkers(): void {
  // the object listens for messages until the process ends
  new RateLimiterClusterMaster();
}

/** Counts in the primary process, or in this process while the primary is too busy or has ended. */
export function countInPrimary(log: Log): CreateCounter {
  const outages = createOutageLog(log, { service: 'the primary', counter: 'worker' });
  return (name, rate) => {
    const { requests: points, seconds: duration } = rate;
    const remote = new RateLimiterCluster({ keyPrefix: name, points, duration, timeoutMs: FORGET_MS });
    const consume: typeof remote.consume = async (key) => {
      // sending would throw an error outside any promise
      if (!cluster.worker?.isConnected()) throw new Error('the primary has ended');
      return remote.consume(key);
    };
    return withFallback({ consume }, countInMemory(name, rate), outages);
  };
}
