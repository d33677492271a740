import { type Listening, type OwnRedis, ownRedisOrSkip, startServer } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RawClient, rawClient } from './raw-http.ts';
import { connectTestRedis } from './stores/redis-writer.ts';

/** What clients get while Redis is away. */

const TIMEOUT_MS = 500;
/** A busy machine may be late by this much. */
const LATE_MS = 1_500;

const own = await ownRedisOrSkip();

describe.skipIf(own === undefined)('while Redis', () => {
  if (own !== undefined) hold(own);
});

function hold(own: OwnRedis): void {
  let server: Listening;
  let client: RawClient;

  beforeAll(async () => {
    server = await startServer({ store: own.url, args: ['--database-timeout', String(TIMEOUT_MS)] });
    client = rawClient(server.url);
    await client.send('GET', '/celery/a/done/');
  });
  afterAll(async () => {
    client.close();
    await server.stop();
    await own.stop();
  });

  const ask = async (): Promise<{ readonly status: number; readonly ms: number }> => {
    const start = performance.now();
    const { status } = await client.send('GET', '/celery/task/status/a/');
    return { status, ms: performance.now() - start };
  };
  const isBack = (): Promise<void> => expect.poll(async () => (await ask()).status, { timeout: 20_000 }).toBe(200);

  it('is silent, each request is 503 in time, also the next ones, and 200 once it answers', async () => {
    const thaw = own.freeze();
    for (const answers of [await Promise.all([ask(), ask(), ask()]), [await ask()], [await ask()]])
      for (const { status, ms } of answers) {
        expect(status).toBe(503);
        expect(ms).toBeLessThan(TIMEOUT_MS + LATE_MS);
      }
    expect((await client.send('GET', '/readyz')).status).toBe(503);
    thaw();
    await isBack();
  });

  it('is stopped, each request is 503 in time, and 200 once it is started again', async () => {
    await own.stop();
    for (let time = 0; time < 3; time += 1) {
      const { status, ms } = await ask();
      expect(status).toBe(503);
      expect(ms).toBeLessThan(TIMEOUT_MS + LATE_MS);
    }
    await own.start();
    await isBack();
  });

  it('is restarted for a moment, a request waits for it', async () => {
    const redis = await connectTestRedis(own.url);
    await redis.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    redis.destroy();
    expect((await ask()).status).toBe(200);
  });

  it('loads its data, a request is 503 with the reason in the log alone', async () => {
    const redis = await connectTestRedis(own.url);
    // commands are refused like that while Redis loads its data, and for as long as this lasts
    await redis.sendCommand(['ACL', 'SETUSER', 'default', '-@all', '+acl', '+ping', '+hello', '+client', '+info']);
    const { status, body } = await client.send('GET', '/celery/task/status/a/');
    expect(status).toBe(503);
    expect(body).not.toContain('NOPERM');
    await redis.sendCommand(['ACL', 'SETUSER', 'default', '+@all']);
    redis.destroy();
    await isBack();
  });
}
