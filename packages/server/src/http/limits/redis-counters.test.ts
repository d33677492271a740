import { type OwnRedis, ownRedisOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headerAuth } from '../../../test/header-auth.ts';
import { openTestStore } from '../../../test/open-test-store.ts';
import { createResultsFile, type ResultsFile } from '../../../test/results-file.ts';
import { type ServedApp, serveApp } from '../../../test/serve-app.ts';
import type { Log } from '../../lib/log.ts';
import type { OpenedStore } from '../../stores/store.ts';
import { openRedisCounters, type RedisCounters } from './redis-counters.ts';

const redis = await ownRedisOrSkip();

describe.skipIf(redis === undefined)('two servers that count in Redis', () => {
  if (redis !== undefined) hold(redis);
});

function hold(redis: OwnRedis): void {
  let results: ResultsFile;
  let store: OpenedStore;
  const messages: string[] = [];
  const tell = (_fields: object, message: string): number => messages.push(message);
  const log: Log = { debug: () => {}, info: tell, error: tell };
  const apps: ServedApp[] = [];
  const counters: RedisCounters[] = [];

  beforeAll(async () => {
    results = await createResultsFile();
    store = await openTestStore(results.url);
    for (let time = 0; time < 2; time += 1) {
      const made = await openRedisCounters(redis.url, log);
      counters.push(made);
      const rates = { address: undefined, token: { requests: 4, seconds: 60 } };
      apps.push(
        await serveApp({ store, auth: headerAuth, operations: { rateLimits: { rates, trustedProxies: 0, ...made } } }),
      );
    }
  });
  afterAll(async () => {
    for (const app of apps) app.close();
    for (const one of counters) one.close();
    await redis.stop();
    await store.close();
    await results.remove();
  });

  /** Sends requests to both servers alternately, and returns the remaining requests of the token after each. */
  const ask = async (token: string, count: number): Promise<readonly (string | undefined)[]> => {
    const left: (string | undefined)[] = [];
    for (let index = 0; index < count; index += 1) {
      const start = performance.now();
      const answer = await apps[index % 2]?.send('GET', '/celery/a/done/', { headers: { Authorization: token } });
      expect(performance.now() - start, 'milliseconds').toBeLessThan(1_000);
      left.push(answer?.status === 429 ? 'refused' : /r=\d/.exec(String(answer?.headers['ratelimit']))?.[0]);
    }
    return left;
  };
  const TOGETHER = ['r=3', 'r=2', 'r=1', 'r=0', 'refused', 'refused'];
  const APART = ['r=3', 'r=3', 'r=2', 'r=2', 'r=1', 'r=1', 'r=0', 'r=0', 'refused', 'refused'];

  let asked = 0;
  const together = (): Promise<void> =>
    expect.poll(() => ask(`token ${asked++}`, 6), { timeout: 10_000, interval: 200 }).toEqual(TOGETHER);

  it('count together', together);

  it('count alone while Redis does not answer, and lose little time', async () => {
    messages.length = 0;
    const thaw = redis.freeze();
    const start = performance.now();
    expect(await ask('silent', 10)).toEqual(APART);
    expect(performance.now() - start, 'milliseconds').toBeLessThan(1_500);
    thaw();
    await together();
    await expect.poll(() => messages).toEqual([AWAY, AWAY, BACK, BACK]);
  });

  it('count alone while Redis is stopped, and together after it starts', async () => {
    messages.length = 0;
    await redis.stop();
    expect(await ask('away', 10)).toEqual(APART);
    await redis.start();
    await together();
    await expect.poll(() => messages).toEqual([AWAY, AWAY, BACK, BACK]);
  });
}

const AWAY = 'Redis does not answer: each server counts requests by itself';
const BACK = 'Redis answers again';
