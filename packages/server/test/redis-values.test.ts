import { brotliCompressSync, deflateSync, zstdCompressSync } from 'node:zlib';
import { type Listening, type OwnRedis, ownRedisOrSkip, startServer } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RawClient, rawClient } from './raw-http.ts';
import { connectTestRedis, type TestRedis, taskMeta } from './stores/redis-writer.ts';

/** Values in Redis that are large, compressed or broken. Each has its answer, and no request waits for another's. */

const MEGABYTE = 1024 * 1024;
const CHUNK_BYTES = MEGABYTE;
const MILLION = 1_000_000;

const own = await ownRedisOrSkip();

describe.skipIf(own === undefined)('a value in Redis', () => {
  if (own !== undefined) hold(own);
});

const ofBytes = (bytes: number): string => `"${'x'.repeat(bytes - 2)}"`;
const packed = (type: string, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`\0celery-compressed\0${type}\0`), body]);

function hold(own: OwnRedis): void {
  let redis: TestRedis;
  let server: Listening;
  let client: RawClient;

  beforeAll(async () => {
    redis = await connectTestRedis(own.url);
    server = await startServer({ store: own.url, args: ['--database-timeout', '20000'] });
    client = rawClient(server.url);
    await client.send('GET', '/celery/warm/done/');
  });
  afterAll(async () => {
    client.close();
    await server.stop();
    redis.destroy();
    await own.stop();
  });

  const set = (id: string, value: string | Buffer): Promise<unknown> => redis.set(`celery-task-meta-${id}`, value);
  const resultOf = async (id: string): Promise<string> => {
    const { status, body } = await client.send('GET', `/celery/task/status/${id}/`);
    return status === 200 ? body.slice(body.indexOf('"result": ') + '"result": '.length, -2) : `${status} ${body}`;
  };

  it.each([-300, -1, 0, 1, CHUNK_BYTES, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 150, 8 * CHUNK_BYTES - 100])(
    'is the same to the letter with a result of one chunk and %i bytes',
    async (more) => {
      const result = ofBytes(CHUNK_BYTES + more);
      await set('large', taskMeta('large', { result }));
      expect((await resultOf('large')) === result).toBe(true);
    },
  );

  it('may have characters of several bytes where chunks end, and is no UTF-8 where they are cut', async () => {
    for (const before of [0, 1, 2, 3]) {
      const text = `${'x'.repeat(before)}${'é€😀'.repeat(550_000)}`;
      await set('wide', taskMeta('wide', { result: JSON.stringify(text) }));
      const escaped = JSON.stringify(text).replace(
        /[^ -~]/g,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      expect((await resultOf('wide')) === escaped).toBe(true);
    }
    const broken = Buffer.from(taskMeta('wide', { result: ofBytes(6 * MEGABYTE) }));
    broken[3 * MEGABYTE] = 0xff;
    await set('wide', broken);
    expect(await resultOf('wide')).toMatch(/^502 .*utf-8/);
  });

  it('may be large in another place than its result', async () => {
    const kwargs = { text: 'y'.repeat(5 * MEGABYTE), traceback: null };
    await set('arguments', taskMeta('arguments', { result: '[1, 2]', kwargs }));
    expect(await resultOf('arguments')).toBe('[1, 2]');
    const message = 'x'.repeat(2 * MEGABYTE);
    const result = `{"exc_type": "ValueError", "exc_message": ["${message}"], "exc_module": "builtins"}`;
    await set('failed', taskMeta('failed', { status: 'FAILURE', result, traceback: 'z'.repeat(2 * MEGABYTE) }));
    expect(await resultOf('failed')).toContain(`"ValueError('${message}')", "exc": "builtins.ValueError"`);
  });

  it.each([
    { type: 'application/x-gzip', compress: deflateSync },
    { type: 'application/x-brotli', compress: brotliCompressSync },
    { type: 'application/zstd', compress: zstdCompressSync },
  ])('may be compressed: $type', async ({ type, compress }) => {
    for (const result of ['{"a": [1, "b"]}', ofBytes(100_000), ofBytes(3 * MEGABYTE)]) {
      await set('packed', packed(type, compress(Buffer.from(taskMeta('packed', { result })))));
      expect((await resultOf('packed')) === result).toBe(true);
    }
  });

  it('is a problem that names the compression which cannot be undone, or is broken, or is too much', async () => {
    await set('packed', packed('application/x-bz2', Buffer.from('x')));
    expect(await resultOf('packed')).toMatch(/^502 .*bz2/);
    await set('packed', packed('application/x-lzma', Buffer.from('x')));
    expect(await resultOf('packed')).toMatch(/^502 .*lzma/);
    await set('packed', packed('application/zstd', Buffer.from('x')));
    expect(await resultOf('packed')).toMatch(/^502 .*zstd/);
    await set('packed', packed('application/zstd', zstdCompressSync(Buffer.alloc(500 * MEGABYTE))));
    expect(await resultOf('packed')).toMatch(/^502 .*size/);
    await set('packed', packed('application/x-gzip', deflateSync(packed('application/x-gzip', deflateSync('{}')))));
    expect(await resultOf('packed')).toMatch(/^502 /);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'may have %s for its id and for a key of its result',
    async (id) => {
      await set(id, taskMeta(id, { result: `{"${id}": {"${id}": 1}}` }));
      expect(await resultOf(id)).toBe(`{"${id}": {"${id}": 1}}`);
    },
  );

  it('is a problem where its pickle breaks off, calls a function or expands to terabytes', async () => {
    const pickle = (text: string): Buffer => Buffer.from(`\x80\x04${text}`, 'latin1');
    await set('cut', pickle("}S'status'\n"));
    await set('call', pickle("cos\nsystem\n(S'true'\ntR."));
    await set('bomb', pickle(`}S'status'\nS'SUCCESS'\nsS'result'\nK\x01${'2\x86\x94'.repeat(60)}s.`));
    await set('whole', pickle("}S'status'\nS'SUCCESS'\nsS'result'\nK\x01s."));
    const pickled = await startServer({ store: own.url, args: ['--serializer', 'pickle'] });
    const statusOf = async (id: string): Promise<number> =>
      (await fetch(new URL(`task/status/${id}/`, pickled.url))).status;
    try {
      expect(await Promise.all(['cut', 'call', 'bomb', 'whole'].map(statusOf))).toEqual([502, 502, 502, 200]);
    } finally {
      await pickled.stop();
    }
  });

  it('may be a group of a million tasks, which does not block other requests', async () => {
    const idOf = (index: number): string => `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
    const members = Array.from({ length: MILLION }, (_, index) => `[["${idOf(index)}", null], null]`).join(', ');
    await redis.set('celery-taskset-meta-million', `{"result": [["million", null], [${members}]]}`);
    await set(idOf(MILLION - 1), taskMeta(idOf(MILLION - 1)));
    const ended: string[] = [];
    const read = async (path: string): Promise<string> => {
      const text = await (await fetch(new URL(path, server.url))).text();
      ended.push(path);
      return text;
    };
    const [group] = await Promise.all([read('group/done/million/'), read('task/done/small/')]);
    expect(ended[0]).toBe('task/done/small/');
    expect(group.endsWith(`{"id": "${idOf(MILLION - 1)}", "executed": true}]}}`)).toBe(true);
    expect(group.split('"executed": false').length).toBe(MILLION);
  }, 300_000);
}
