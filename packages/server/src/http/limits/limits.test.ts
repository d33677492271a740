import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { headerAuth } from '../../../test/header-auth.ts';
import { openTestStore } from '../../../test/open-test-store.ts';
import { createResultsFile, type ResultsFile } from '../../../test/results-file.ts';
import { type ServedApp, serveApp } from '../../../test/serve-app.ts';
import type { OpenedStore } from '../../stores/store.ts';
import { createReadiness } from '../health/readiness.ts';
import type { AppOptions } from '../options.ts';
import { createLoadMonitor, type LoadMonitor } from './load-monitor.ts';
import { countInMemory, type RateLimitOptions } from './rate-limits.ts';

let results: ResultsFile;
let store: OpenedStore;
let app: ServedApp;
beforeAll(async () => {
  results = await createResultsFile();
  results.task('a', { result: '1' });
  store = await openTestStore(results.url);
});
afterEach(() => app.close());
afterAll(async () => {
  await store.close();
  await results.remove();
});

async function serve(options: Partial<AppOptions>): Promise<ServedApp> {
  app = await serveApp({ store, ...options });
  return app;
}

/** Serves an app with limits. The first request, for the app's document, is already counted. */
const limited = (options: Partial<RateLimitOptions>): Promise<ServedApp> => {
  const rates = { address: undefined, token: undefined, ...options.rates };
  return serve({ auth: headerAuth, operations: { rateLimits: { trustedProxies: 1, ...options, rates } } });
};
const from = (address: string, token?: string) => ({
  headers: { 'X-Forwarded-For': `203.0.113.9, ${address}`, ...(token === undefined ? {} : { Authorization: token }) },
});
const PATH = '/celery/a/done/';

describe('rates', () => {
  it('refuse one address above its limit with Retry-After, and let other addresses through', async () => {
    const { send } = await limited({ rates: { address: { requests: 2, seconds: 60 }, token: undefined } });
    for (const left of [1, 0]) {
      const answer = await send('GET', PATH, from('192.0.2.1'));
      expect([answer.status, answer.headers['ratelimit-policy']]).toEqual([200, '"address";q=2;w=60']);
      expect(answer.headers['ratelimit']).toBe(`"address";r=${left};t=60`);
    }
    const refused = await send('GET', PATH, from('192.0.2.1'));
    expect([refused.status, refused.contentType]).toEqual([429, 'application/problem+json']);
    expect(refused.headers['ratelimit']).toMatch(/^"address";r=0;t=(59|60)$/);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(50);
    expect(JSON.parse(refused.body)).toMatchObject({ type: 'urn:celery-results:problem:rate-limited' });
    expect((await send('GET', '/nowhere', from('192.0.2.1'))).status).toBe(429);
    expect((await send('GET', PATH, from('192.0.2.2'))).status).toBe(200);
  });

  it("count invented tokens for their sender's address", async () => {
    const { send } = await limited({
      rates: { address: { requests: 3, seconds: 60 }, token: { requests: 2, seconds: 60 } },
    });
    const statuses: number[] = [];
    for (const token of ['Bearer a', 'Bearer b', 'Bearer c', 'Bearer d'])
      statuses.push((await send('GET', PATH, from('192.0.2.1', token))).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  it('count a token from all addresses together, and no request without a token', async () => {
    const { send } = await limited({ rates: { address: undefined, token: { requests: 1, seconds: 60 } } });
    const first = await send('GET', PATH, from('192.0.2.1', 'Bearer a'));
    expect([first.status, first.headers['ratelimit']]).toEqual([200, '"token";r=0;t=60']);
    expect((await send('GET', PATH, from('192.0.2.2', 'Bearer a'))).status).toBe(429);
    expect((await send('GET', PATH, from('192.0.2.2', 'Bearer b'))).status).toBe(200);
    for (let time = 0; time < 3; time += 1) expect((await send('GET', PATH, from('192.0.2.2'))).status).toBe(200);
  });

  it('send a Retry-After of at most the period, also when the clock is set back by an hour', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { send } = await limited({ rates: { address: { requests: 1, seconds: 60 }, token: undefined } });
    await send('GET', PATH, from('192.0.2.1'));
    vi.setSystemTime(Date.now() - 3_600_000);
    const refused = await send('GET', PATH, from('192.0.2.1'));
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60']);
    vi.useRealTimers();
  });

  it('ignore X-Forwarded-For without a proxy', async () => {
    const { send } = await limited({
      trustedProxies: 0,
      rates: { address: { requests: 4, seconds: 60 }, token: undefined },
    });
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1)
      statuses.push((await send('GET', PATH, from(`192.0.2.${index}`))).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
  });

  it('store no token', async () => {
    const keys: string[] = [];
    const createCounter: RateLimitOptions['createCounter'] = (name, rate) => {
      const counter = countInMemory(name, rate);
      return { consume: (key) => counter.consume(keys[keys.push(key) - 1] ?? '') };
    };
    const { send } = await limited({
      createCounter,
      rates: { address: undefined, token: { requests: 9, seconds: 60 } },
    });
    await send('GET', PATH, from('192.0.2.1', 'Bearer hunter2'));
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toContain('hunter2');
  });
});

describe('a long URL', () => {
  it('is refused before it is parsed', async () => {
    const { send } = await serve({ maxUrl: 100 });
    const path = (length: number): string => `/celery/task/done/${'a'.repeat(length - 19)}/`;
    expect((await send('GET', path(100))).status).toBe(200);
    const refused = await send('GET', path(101));
    expect([refused.status, JSON.parse(refused.body).detail]).toEqual([414, 'at most 100 bytes']);
    expect((await send('GET', `/nowhere?${'a'.repeat(100)}`)).status).toBe(414);
  });
});

describe('a batch', () => {
  it('is limited in ids and bytes', async () => {
    const { send } = await serve({ maxIds: 2, maxBody: 60 });
    const post = async (body: string) => {
      const answer = await send('POST', '/celery/v1/status/', {
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      return [answer.status, JSON.parse(answer.body).detail];
    };
    expect(await post('{"tasks": {"a": null}, "groups": {"b": null}}')).toEqual([200, undefined]);
    expect(await post('{"tasks": {"a": null, "b": null, "c": null}}')).toEqual([400, 'at most 2']);
    expect(await post(`{"tasks": {"${'a'.repeat(60)}": null}}`)).toEqual([413, 'at most 60 bytes']);
  });
});

describe('load', () => {
  const loads: LoadMonitor[] = [];
  const load = (limits: { maxInFlight: number; maxLoopDelay: number }): LoadMonitor => {
    const made = createLoadMonitor(limits);
    loads.push(made);
    return made;
  };
  afterEach(() => {
    for (const one of loads.splice(0)) one.close();
  });

  it('is refused when there are too many requests, and health checks are answered', async () => {
    const held = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const tasks: OpenedStore['results']['tasks'] = async (ids) => {
      if (ids.includes('slow')) {
        arrived.resolve();
        await held.promise;
      }
      return store.results.tasks(ids);
    };
    const slow = { ...store, results: { ...store.results, tasks } };
    const one = load({ maxInFlight: 1, maxLoopDelay: 60_000 });
    const { send } = await serve({ store: slow, operations: { load: one, readiness: createReadiness(slow) } });
    const waiting = send('GET', '/celery/slow/done/');
    await arrived.promise;
    expect(one.inFlight).toBe(1);
    const refused = await send('GET', PATH);
    expect([refused.status, JSON.parse(refused.body).type]).toEqual([503, 'urn:celery-results:problem:overloaded']);
    expect(refused.headers['retry-after']).toMatch(/^[123]$/);
    for (const path of ['/livez', '/readyz']) expect([path, (await send('GET', path)).status]).toEqual([path, 200]);
    held.resolve();
    expect((await waiting).status).toBe(200);
    await expect.poll(() => one.inFlight).toBe(0);
    expect((await send('GET', PATH)).status).toBe(200);
  });

  it('is refused while the event loop is late, and accepted again afterwards', async () => {
    const one = load({ maxInFlight: 100, maxLoopDelay: 30 });
    const { send } = await serve({ operations: { load: one } });
    const until = performance.now() + 1_500;
    // every iteration of the loop takes a tenth of a second
    const busy = setInterval(() => {
      const done = performance.now() + 100;
      while (performance.now() < done);
      if (performance.now() > until) clearInterval(busy);
    }, 1);
    await expect.poll(() => one.loopDelay, { timeout: 5_000 }).toBeGreaterThan(30);
    expect((await send('GET', PATH)).status).toBe(503);
    await expect.poll(async () => (await send('GET', PATH)).status, { timeout: 5_000, interval: 100 }).toBe(200);
  });
});
