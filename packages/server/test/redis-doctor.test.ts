import { deflateSync } from 'node:zlib';
import { freePort, type OwnRedis, ownRedisOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DoctorOptions, examineStore, type Finding } from '../src/index.ts';
import { connectTestRedis, setAndPublish, type TestRedis, taskMeta } from './stores/redis-writer.ts';

const own = await ownRedisOrSkip();

describe.skipIf(own === undefined)('the doctor on Redis', () => {
  if (own !== undefined) hold(own);
});

function hold(own: OwnRedis): void {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await connectTestRedis(own.url);
  });
  beforeEach(() => redis.flushAll());
  afterAll(async () => {
    redis.destroy();
    await own.stop();
  });

  const write = (id: string, meta = taskMeta(id, { kwargs: null }), prefix = ''): Promise<void> =>
    setAndPublish(redis, `${prefix}celery-task-meta-${id}`, meta);
  const examine = async (options: DoctorOptions = {}, url = own.url): Promise<readonly Finding[]> => {
    const findings = await examineStore(url, options);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
    for (const { level, fix } of findings)
      if (level === 'error' || level === 'warning') expect(fix).toBeTypeOf('string');
    return findings;
  };
  const worst = async (options: DoctorOptions = {}, url = own.url): Promise<Finding | undefined> =>
    (await examine(options, url)).find(({ level }) => level === 'error');

  it('finds no error in what Celery stores, and guesses its settings', async () => {
    await write('a');
    await write('b', taskMeta('b', { status: 'STARTED' }));
    const findings = await examine();
    const texts = findings.filter(({ level }) => level === 'ok').map(({ check, text }) => `${check}: ${text}`);
    expect(texts).toEqual([
      expect.stringMatching(/^server: Redis \d+\.\d+\.\d+ answers$/),
      "clock: Redis's clock agrees with this machine's",
      'keys: there are results below celery-task-meta-',
      'rights: the user may subscribe to the channels of results',
      'serializer: json, as --serializer says',
      'settings: result_extended is on',
      'settings: task_track_started is on',
      'size: results expire',
    ]);
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([
      expect.objectContaining({ check: 'rights', level: 'warning', fix: expect.stringContaining('ACL SETUSER') }),
    ]);
  });

  it('says that nothing is stored yet, or that it is stored elsewhere', async () => {
    expect((await examine()).find(({ check }) => check === 'keys')).toMatchObject({
      level: 'note',
      text: expect.stringContaining('run a task'),
    });
    await write('a', taskMeta('a'), 'shop_');
    expect(await worst()).toMatchObject({ check: 'keys', fix: 'pass --key-prefix "shop_"' });
    expect(await worst({ keyPrefix: 'shop' })).toBeUndefined();
    expect(await worst({}, own.url.replace(/0$/, '7'))).toMatchObject({
      text: 'the database 7 is empty, and there are keys in 0',
      fix: expect.stringContaining('/0'),
    });
    await redis.flushAll();
    await write('a', taskMeta('a'), ':1:');
    expect((await worst())?.fix).toContain('--key-prefix ":1:" and --serializer pickle');
  });

  it('compares the serializer and the compression with what is stored', async () => {
    await redis.set('celery-task-meta-a', Buffer.from([0x80, 4, 0x95]), { expiration: { type: 'EX', value: 60 } });
    expect(await worst()).toMatchObject({ check: 'serializer', fix: expect.stringContaining('--serializer pickle') });
    expect(await worst({ serializer: 'pickle' })).toBeUndefined();
    expect(await worst({ serializer: 'pickle', acceptContent: ['json'] })).toMatchObject({ check: 'serializer' });
    const packed = (type: string): Buffer =>
      Buffer.concat([Buffer.from(`\0celery-compressed\0${type}\0`), deflateSync(taskMeta('b'))]);
    await redis.flushAll();
    await redis.set('celery-task-meta-b', packed('application/x-gzip'), { expiration: { type: 'EX', value: 60 } });
    const texts = (await examine()).map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining(['result_compression is on, and can be undone', 'json, as --serializer says']),
    );
    await redis.set('celery-task-meta-b', packed('application/x-bz2'));
    expect(await worst()).toMatchObject({ fix: expect.stringContaining('gzip, brotli') });
  });

  it('warns of results that never expire, vanish early, or hold no string', async () => {
    await redis.set('celery-task-meta-a', taskMeta('a'));
    await redis.rPush('celery-task-meta-list', 'x');
    await redis.configSet({ maxmemory: '100mb', 'maxmemory-policy': 'allkeys-lru' });
    const findings = await examine();
    const texts = findings.filter(({ level }) => level !== 'ok').map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining([
        expect.stringContaining('maxmemory-policy is allkeys-lru'),
        'some keys with the names of results hold no string',
        '2 of 2 results never expire: Redis keeps them until its memory is full',
      ]),
    );
    await redis.configSet({ maxmemory: '0', 'maxmemory-policy': 'noeviction' });
  });

  it('says what a user may not do, and that one may only read', async () => {
    await write('a');
    const rights = '%R~celery-task-meta-* -@all +getrange +strlen +ping +hello +auth +select';
    await redis.sendCommand(['ACL', 'SETUSER', 'reader', 'on', '>hunter2', 'resetchannels', ...rights.split(' ')]);
    const findings = await examine({}, own.url.replace('redis://', 'redis://reader:hunter2@'));
    expect(findings.map(({ check, level }) => `${level} ${check}`)).toEqual([
      'ok server',
      'note server',
      'note keys',
      'ok rights',
      'note rights',
    ]);
  });

  it.each([
    [(url: string) => url.replace('redis://', 'redis://nobody:hunter2@'), 'user and password'],
    [(url: string) => url.replace('redis://', 'rediss://'), 'redis://'],
    [(url: string) => url.replace('127.0.0.1', 'nowhere.invalid'), 'does not resolve'],
    [(url: string) => url.replace(/0$/, '99'), 'no database'],
  ])('says why Redis cannot be reached: %#', async (urlOf, fix) => {
    const findings = await examine({}, urlOf(own.url));
    expect(findings).toEqual([expect.objectContaining({ check: 'store', level: 'error' })]);
    expect(JSON.stringify(findings)).toContain(fix);
  });

  it('says that nothing answers', async () => {
    const findings = await examine({}, `redis://127.0.0.1:${await freePort()}/0`);
    expect(findings[0]?.fix).toContain('start Redis');
    expect((await examine({}, 'sentinel://127.0.0.1:1/0'))[0]?.text).toContain('--sentinel-master');
  });
}
