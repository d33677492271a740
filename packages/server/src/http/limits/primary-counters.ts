import cluster from 'node:cluster';
import { RateLimiterCluster, RateLimiterClusterMaster } from 'rate-limiter-flexible';
import type { Log } from '../log-requests.ts';
import { insured, outageLog } from './insured-counter.ts';
import { type CreateCounter, countInMemory } from './rate-limits.ts';

/** Milliseconds after which the limiter forgets a question; it was counted here long before. */
const FORGOTTEN = 1_000;

/** Counts for all workers, in the process that started them. Call it before the first one starts. */
export function countForWorkers(): void {
  // it answers for as long as the process lives
  new RateLimiterClusterMaster();
}

/** Counts in the process that started this one, and here while that is too busy or gone. */
export function countInPrimary(log: Log): CreateCounter {
  const tell = outageLog(log, 'the primary', 'worker');
  return (name, rate) => {
    const { requests: points, seconds: duration } = rate;
    const remote = new RateLimiterCluster({ keyPrefix: name, points, duration, timeoutMs: FORGOTTEN });
    const consume: typeof remote.consume = async (key) => {
      // to send would be an error that nobody can catch
      if (!cluster.worker?.isConnected()) throw new Error('it is gone');
      return remote.consume(key);
    };
    return insured({ consume }, countInMemory(name, rate), tell);
  };
}
