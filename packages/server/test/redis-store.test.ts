import { type Listening, type OwnRedis, ownRedisOrSkip, startServer } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedStore, TaskRecord } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';
import { type RawClient, rawClient } from './raw-http.ts';
import { connectTestRedis, setAndPublish, type TestRedis, taskMeta } from './stores/redis-writer.ts';

const own = await ownRedisOrSkip();

describe.skipIf(own === undefined)('the results of Celery’s Redis backend', () => {
  if (own !== undefined) hold(own);
});

function hold(own: OwnRedis): void {
  let redis: TestRedis;
  let server: Listening;
  let client: RawClient;
  let store: OpenedStore;

  beforeAll(async () => {
    redis = await connectTestRedis(own.url);
    server = await startServer({ store: own.url });
    client = rawClient(server.url);
    store = await openTestStore(own.url);
  });
  afterAll(async () => {
    client.close();
    await server.stop();
    await store.close();
    redis.destroy();
    await own.stop();
  });

  const write = (id: string, meta?: Parameters<typeof taskMeta>[1]): Promise<void> =>
    setAndPublish(redis, `celery-task-meta-${id}`, taskMeta(id, meta));
  const get = async (path: string): Promise<readonly [number, string]> => {
    const { status, body } = await client.send('GET', `/celery/${path}`);
    return [status, body];
  };

  it('are answered with the bytes of Django', async () => {
    await write('one', { result: '{"n": [1, 2.0], "text": "caf\\u00e9"}' });
    expect(await get('task/status/one/')).toEqual([
      200,
      '{"task": {"id": "one", "status": "SUCCESS", "result": {"n": [1, 2.0], "text": "caf\\u00e9"}}}',
    ]);
    expect(await get('task/done/one/')).toEqual([200, '{"task": {"id": "one", "executed": true}}']);
  });

  it('are PENDING where a key is missing, expired or empty', async () => {
    await redis.set('celery-task-meta-empty', '');
    await redis.set('celery-task-meta-expired', taskMeta('expired'), { expiration: { type: 'PX', value: 1 } });
    await expect.poll(() => redis.exists('celery-task-meta-expired')).toBe(0);
    for (const id of ['missing', 'empty', 'expired'])
      expect(await get(`task/status/${id}/`)).toEqual([
        200,
        `{"task": {"id": "${id}", "status": "PENDING", "result": null}}`,
      ]);
  });

  it('are a problem where the key holds no string, or the value is none of Celery’s', async () => {
    await redis.rPush('celery-task-meta-list', 'x');
    await redis.set('celery-task-meta-number', '5');
    await redis.set('celery-task-meta-half', taskMeta('half').slice(0, -20));
    await redis.set('celery-task-meta-bare', '{"result": 1}');
    await redis.set('celery-taskset-meta-null', '{"result": null}');
    for (const path of ['task/status/list/', 'task/done/list/', 'task/status/number/', 'task/done/half/'])
      expect(await get(path)).toEqual([502, expect.stringContaining('unreadable-result')]);
    for (const path of ['task/done/bare/', 'group/done/null/', 'group/status/null/'])
      expect(await get(path)).toEqual([502, expect.stringContaining('unreadable-result')]);
  });

  it.each([
    { title: 'behind the result', more: { kwargs: 'a", "traceback": null, "b' } },
    { title: 'as a key of an argument', more: { kwargs: { traceback: null, a: 1 } } },
    { title: 'of more than one task', more: { name: 'a', args: ['", "traceback": '] } },
  ])('are right with the word traceback $title', async ({ more }) => {
    await write('words', { result: '{"a": "x", "traceback": 5}', ...more });
    expect((await get('task/status/words/'))[1]).toBe(
      '{"task": {"id": "words", "status": "SUCCESS", "result": {"a": "x", "traceback": 5}}}',
    );
  });

  it.each([
    { text: '{"status": "SUCCESS", "result": 1, "traceback": null, "result": 2}', answer: '"SUCCESS", "result": 2' },
    {
      text: '{"status": "SUCCESS", "result": 1, "status": "STARTED", "traceback": null, "traceback": 3}',
      answer: '"STARTED", "result": 1',
    },
    { text: '{"status":"SUCCESS","result":[1,2]}', answer: '"SUCCESS", "result": [1, 2]' },
    { text: '{"status": "SUCCESS", "result": [1,2], "traceback": null}', answer: '"SUCCESS", "result": [1, 2]' },
    {
      text: '{"status": "SUCCESS", "result": {"__type__": "date", "__value__": "2026-01-02"}, "traceback": null}',
      answer: '"SUCCESS", "result": "2026-01-02"',
    },
  ])('are read as JSON, however it is written: $text', async ({ text, answer }) => {
    await redis.set('celery-task-meta-odd', text);
    expect((await get('task/status/odd/'))[1]).toBe(`{"task": {"id": "odd", "status": ${answer}}}`);
  });

  it('are read together once many were small, and one by one again after a large one', async () => {
    const commands = async (): Promise<readonly string[]> =>
      [...(await redis.info('commandstats')).matchAll(/^cmdstat_(mget|getrange|exists):/gm)].map(
        ([, name = '']) => name,
      );
    const ids = Array.from({ length: 1_500 }, (_, index) => `small-${index}`);
    await redis.mSet(ids.map((id): [string, string] => [`celery-task-meta-${id}`, taskMeta(id)]));
    const read = async (...more: readonly string[]): Promise<ReadonlyMap<string, TaskRecord>> => {
      await redis.configResetStat();
      return store.results.tasks([...ids.slice(0, 50), ...more]);
    };
    expect((await store.results.tasks(ids)).size).toBe(ids.length);
    expect((await read()).size).toBe(50);
    expect(await commands()).toEqual(['mget']);
    await redis.rPush('celery-task-meta-rows', 'x');
    const found = await read('rows', 'nobody');
    expect([found.size, found.get('rows')?.kind, found.has('nobody')]).toEqual([51, 'undecodable', false]);
    expect([...(await commands())].sort()).toEqual(['exists', 'getrange', 'mget']);
    const result = `"${'x'.repeat(3_000_000)}"`;
    await write('grown', { result });
    const large = (await read('grown')).get('grown');
    expect(large?.kind === 'value' && [large.result].flat().join('') === result).toBe(true);
    expect((await read()).size).toBe(50);
    expect(await commands()).toEqual(['getrange']);
  });

  it('are 304 as long as they stay the same, large ones without being read', async () => {
    const ask = (etag = ''): ReturnType<RawClient['send']> =>
      client.send('GET', '/celery/task/status/cached/', { headers: { 'If-None-Match': etag } });
    await write('cached', { result: `"${'x'.repeat(200_000)}"` });
    const { etag = '' } = (await ask()).headers;
    // the second request reads the version
    expect((await ask(etag)).status).toBe(304);
    await redis.configResetStat();
    expect((await ask(etag)).status).toBe(304);
    const output = Number(/total_net_output_bytes:(\d+)/.exec(await redis.info('stats'))?.[1]);
    expect(output).toBeLessThan(50_000);
    await write('cached', { result: `"${'y'.repeat(200_000)}"`, date_done: '2026-01-02T03:04:05.999999+00:00' });
    expect((await ask(etag)).status).toBe(200);
  });

  it('have details where the worker stored them', async () => {
    await write('detailed', { name: 'shop.pay', worker: 'w@host', date_done: '2026-01-02T05:04:05.678901+02:00' });
    expect((await store.results.tasks(['detailed'], 'details')).get('detailed')?.details).toEqual({
      name: 'shop.pay',
      worker: 'w@host',
      dateDone: '2026-01-02T03:04:05.678901Z',
    });
  });
}
