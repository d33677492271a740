import { type OwnRedis, ownRedisOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedStore } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';
import { type ServedApp, serveApp } from './serve-app.ts';
import { connectTestRedis, setAndPublish, type TestRedis, taskMeta } from './stores/redis-writer.ts';

/** The routes that examine tasks and groups, over HTTP, in a store that has no index of its tasks. */

const own = await ownRedisOrSkip();

describe.skipIf(own === undefined)('details in Redis', () => {
  if (own !== undefined) hold(own);
});

const GROUP = 'celery-taskset-meta-';

function hold(own: OwnRedis): void {
  let redis: TestRedis;
  let store: OpenedStore;
  let app: ServedApp;

  beforeAll(async () => {
    redis = await connectTestRedis(own.url);
    store = await openTestStore(own.url);
    app = await serveApp({ store });
  });
  afterAll(async () => {
    app?.close();
    await store?.close();
    redis.destroy();
    await own.stop();
  });

  const get = async (path: string) => {
    const { status, body } = await app.send('GET', `/celery/v1/${path}`);
    return { status, json: JSON.parse(body) };
  };
  const write = (id: string, meta: Parameters<typeof taskMeta>[1]): Promise<void> =>
    setAndPublish(redis, `celery-task-meta-${id}`, taskMeta(id, meta));
  const chordOf = async (id: string) => (await get(`groups/${id}/`)).json.chord;

  it('show what is stored about a task', async () => {
    await write('one', { result: '[1, 2]', name: 'shop.export', worker: 'w1@host', args: '(1,)' });
    const { status, json } = await get('tasks/one/');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: 'one',
      known: true,
      status: 'SUCCESS',
      result: [1, 2],
      name: 'shop.export',
      worker: 'w1@host',
      date_done: '2026-01-02T03:04:05.678901Z',
    });
    expect((await get('tasks/nobody/')).json).toMatchObject({ known: false, status: 'PENDING' });
  });

  it('show a group page by page', async () => {
    await write('member', { result: '1' });
    const members = ['member', 'nobody'].map((id) => `[["${id}", null], null]`).join(', ');
    await redis.set(`${GROUP}pair`, `{"result": [["pair", null], [${members}]]}`);
    expect((await get('groups/pair/?limit=1')).json).toMatchObject({
      known: true,
      total: 2,
      counts: { SUCCESS: 1, PENDING: 1 },
      members: [{ id: 'member', status: 'SUCCESS' }],
      next: '1',
      chord: null,
    });
    expect((await get('groups/pair/?limit=1&cursor=1')).json).toMatchObject({
      members: [{ id: 'nobody', status: 'PENDING' }],
      next: null,
    });
  });

  it('count what a chord waits for, whether Celery keeps results in order or not', async () => {
    await redis.set(`${GROUP}ordered.s`, '5');
    expect(await chordOf('ordered')).toEqual({ group: 'ordered', left: 5, date_created: null });
    await redis.zAdd(`${GROUP}ordered.j`, [
      { score: 0, value: '[1, "a", "SUCCESS", 1]' },
      { score: 1, value: '[1, "b", "SUCCESS", 1]' },
    ]);
    expect(await chordOf('ordered')).toMatchObject({ left: 3 });
    // add_to_chord
    await redis.incr(`${GROUP}ordered.t`);
    expect(await chordOf('ordered')).toMatchObject({ left: 4 });
    await redis.set(`${GROUP}listed.s`, '2');
    await redis.rPush(`${GROUP}listed.j`, '[1, "a", "SUCCESS", 1]');
    expect(await chordOf('listed')).toMatchObject({ left: 1 });
    await redis.rPush(`${GROUP}listed.j`, '[1, "b", "SUCCESS", 1]');
    expect(await chordOf('listed')).toBeNull();
  });

  it('show no chord where its keys are none of Celery’s', async () => {
    await redis.set(`${GROUP}words.s`, 'five');
    await redis.rPush(`${GROUP}rows.s`, '5');
    await redis.set(`${GROUP}text.s`, '5');
    await redis.set(`${GROUP}text.j`, 'x');
    for (const id of ['words', 'rows', 'text', 'none']) expect(await chordOf(id)).toBeNull();
  });

  it('show groups to a user that may not count the results of chords', async () => {
    await redis.set(`${GROUP}counted.s`, '5');
    const rights = '%R~celery-task-meta-* %R~celery-taskset-meta-* -@all +getrange +strlen +ping +hello +auth +select';
    await redis.aclSetUser('reader', ['on', '>pw', 'resetkeys', 'resetchannels', ...rights.split(' ')]);
    const reader = await openTestStore(own.url.replace('redis://', 'redis://reader:pw@'));
    expect(await reader.index.numbers.group('counted')).toMatchObject({ left: undefined });
    await redis.aclSetUser('reader', ['+zcard', '+llen']);
    expect(await reader.index.numbers.group('counted')).toMatchObject({ left: 5 });
    await reader.close();
  });

  it('say why there is no list', async () => {
    for (const path of ['tasks/', 'tasks/?status=FAILURE']) {
      const { status, json } = await get(path);
      expect([status, json.detail]).toEqual([501, expect.stringMatching(/Redis keeps no index of its tasks/)]);
    }
  });
}
