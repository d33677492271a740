import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, type OwnRedis, ownRedisOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type StoreOptions } from '../src/index.ts';
import { connectTestRedis, taskMeta } from './stores/redis-writer.ts';

/** Every way to reach Redis that Celery has. */

const run = promisify(execFile);

async function statusOf(url: string, options: StoreOptions = {}): Promise<string | undefined> {
  const store = await openStore(url, options);
  try {
    return (await store.results.tasks(['a'])).get('a')?.status;
  } finally {
    await store.close();
  }
}

/** The only message of an error, however it is wrapped. */
async function refusal(url: string, options: StoreOptions = {}): Promise<string> {
  const error: unknown = await openStore(url, { timeout: 3_000, ...options }).catch((reason: unknown) => reason);
  expect(String(error)).not.toContain('hunter2');
  return String(error);
}

const folder = await mkdtemp(join(tmpdir(), 'celery-results-redis-'));
const socket = join(folder, 'redis.sock');
const plain = await ownRedisOrSkip({ args: ['--unixsocket', socket] });

describe.skipIf(plain === undefined)('a Redis', () => {
  if (plain !== undefined) holdPlain(plain);
});

function holdPlain(own: OwnRedis): void {
  beforeAll(async () => {
    const redis = await connectTestRedis(own.url);
    await redis.set('celery-task-meta-a', taskMeta('a'));
    await redis.set('shop_celery-task-meta-a', taskMeta('a', { status: 'PREFIXED' }));
    await redis.set('dot.celery-task-meta-a', taskMeta('a', { status: 'DOTTED' }));
    await redis.select(3);
    await redis.set('celery-task-meta-a', taskMeta('a', { status: 'THIRD' }));
    for (const line of await readOnlyAcl()) await redis.sendCommand(line);
    await redis.sendCommand(['ACL', 'SETUSER', 'nothing', 'on', '>hunter2', 'resetkeys', '+@all']);
    await redis.sendCommand(['ACL', 'SETUSER', 'default', 'on', '>main']);
    redis.destroy();
  });
  afterAll(async () => {
    await own.stop();
    await rm(folder, { recursive: true });
  });

  const url = (login: string, rest: string): string => `redis://${login}@127.0.0.1:${own.port}${rest}`;

  it.each([
    { rest: '/0', options: {}, status: '"SUCCESS"' },
    { rest: '/3', options: {}, status: '"THIRD"' },
    { rest: '?db=3', options: {}, status: '"THIRD"' },
    { rest: '/0', options: { keyPrefix: 'shop' }, status: '"PREFIXED"' },
    { rest: '/0', options: { keyPrefix: 'shop_' }, status: '"PREFIXED"' },
    { rest: '/0', options: { keyPrefix: 'dot.' }, status: '"DOTTED"' },
    { rest: '/0', options: { keyPrefix: 'dot' }, status: undefined },
  ])('is read by its address: $rest %o', async ({ rest, options, status }) => {
    expect(await statusOf(url(':main', rest), options)).toBe(status);
  });

  it.each(['redis+socket', 'socket'])('is read by its socket: %s', async (scheme) => {
    expect(await statusOf(`${scheme}://:main@${socket}?virtual_host=3`)).toBe('"THIRD"');
  });

  it('is read and watched by the login of docs/deploying.md, which may do nothing else', async () => {
    const store = await openStore(url('reader:password', '/0'), { pollInterval: 100_000 });
    const reported: string[] = [];
    const watch = store.changes.watch(({ tasks }) => reported.push(...tasks));
    watch.set({ tasks: new Set(['a']), groups: new Set() });
    await expect.poll(() => reported, { timeout: 20_000 }).toEqual(['a']);
    expect((await store.results.tasks(['a'], 'version')).get('a')?.status).toBe('"SUCCESS"');
    expect((await store.results.versions(['a'])).size).toBe(1);
    expect((await store.results.groups(['a'])).size).toBe(0);
    const many = Array.from({ length: 1_200 }, () => 'a');
    for (let time = 0; time < 2; time += 1) expect((await store.results.tasks([...many, 'b'])).size).toBe(1);
    await store.close();
    const reader = await connectTestRedis(url('reader:password', '/0'));
    for (const command of [
      ['SET', 'celery-task-meta-b', '1'],
      ['DEL', 'celery-task-meta-a'],
      ['GETRANGE', 'x', '0', '1'],
    ])
      await expect(reader.sendCommand(command)).rejects.toThrow('NOPERM');
    await expect(reader.sendCommand(['KEYS', '*'])).rejects.toThrow('NOPERM');
    await expect(reader.sendCommand(['SUBSCRIBE', 'other'])).rejects.toThrow('NOPERM');
    reader.destroy();
  });

  it.each([
    { login: ':hunter2', rest: '/0', message: /^StoreConfigError: Redis refuses user and password/ },
    { login: 'nobody:hunter2', rest: '/0', message: /^StoreConfigError: Redis refuses user and password/ },
    {
      login: 'nothing:hunter2',
      rest: '/0',
      message: /^StoreConfigError: the user of the store URL may not read the keys/,
    },
    { login: ':main', rest: '/99', message: /^StoreConfigError: Redis has no database with the number/ },
  ])('that refuses $login $rest is one sentence', async ({ login, rest, message }) => {
    expect(await refusal(url(login, rest))).toMatch(message);
  });

  it('that needs a password and gets none is one sentence', async () => {
    expect(await refusal(`redis://127.0.0.1:${own.port}/0`)).toMatch(
      /^StoreConfigError: Redis refuses user and password/,
    );
  });

  it('that is not there, or is none, is a StoreUnavailable', async () => {
    expect(await refusal(`redis://127.0.0.1:${await freePort()}/0`)).toMatch(
      /^StoreUnavailable: Redis does not answer/,
    );
    expect(await refusal(`rediss://:main@127.0.0.1:${own.port}/0`)).toMatch(/^StoreUnavailable/);
  });
}

/** The commands in docs/deploying.md. */
async function readOnlyAcl(): Promise<readonly string[][]> {
  const text = await readFile(new URL('../../../docs/deploying.md', import.meta.url), 'utf8');
  const commands = text.match(/^ACL SETUSER (?:[^\n]*\\\n)*[^\n]*/gm) ?? [];
  expect(commands).toHaveLength(1);
  return commands.map((line) => line.replaceAll(/\\\n\s*/g, '').split(' '));
}

describe('a Redis with TLS', async () => {
  const tls = await mkdtemp(join(tmpdir(), 'celery-results-tls-'));
  const file = (name: string): string => join(tls, name);
  const request = `req -x509 -days 1 -nodes -newkey rsa:2048 -subj /CN=redis.example -keyout ${file('key.pem')}`;
  await run('openssl', [
    ...request.split(' '),
    '-out',
    file('cert.pem'),
    '-addext',
    'subjectAltName=DNS:redis.example',
  ]);
  const [certificate, key] = [file('cert.pem'), file('key.pem')];
  const files = `--tls-cert-file ${certificate} --tls-key-file ${key} --tls-ca-cert-file ${certificate}`;
  const tlsPort = await freePort();
  const own = await ownRedisOrSkip({
    args: [...files.split(' '), '--tls-port', String(tlsPort), '--tls-auth-clients', 'optional'],
  });
  afterAll(async () => {
    await own?.stop();
    await rm(tls, { recursive: true });
  });
  beforeAll(async () => {
    if (!own) return;
    const redis = await connectTestRedis(own.url);
    await redis.set('celery-task-meta-a', taskMeta('a'));
    redis.destroy();
  });

  const ca = `ssl_ca_certs=${encodeURIComponent(file('cert.pem'))}`;
  it
    .skipIf(!own)
    .each([
      `ssl_cert_reqs=CERT_REQUIRED&${ca}&ssl_check_hostname=false`,
      `ssl_cert_reqs=required&ssl_check_hostname=false&${ca}&ssl_certfile=${certificate}&ssl_keyfile=${key}`,
      'ssl_cert_reqs=CERT_NONE',
      'ssl_cert_reqs=none',
    ])('is read with %#', async (parameters) => {
    expect(await statusOf(`rediss://127.0.0.1:${tlsPort}/0?${parameters}`)).toBe('"SUCCESS"');
  });

  it.skipIf(!own).each([
    { parameters: '', message: 'StoreUnavailable' },
    { parameters: ca, message: 'StoreUnavailable' },
    {
      parameters: 'ssl_ca_certs=/nowhere.pem',
      message: 'ConfigError: the file of ssl_ca_certs in the store URL cannot be read',
    },
  ])('is not trusted without a reason %#', async ({ parameters, message }) => {
    expect(await refusal(`rediss://127.0.0.1:${tlsPort}/0?${parameters}`)).toContain(message);
  });
});

describe('a master that sentinels know', async () => {
  const first = await ownRedisOrSkip();
  const second = first && (await ownRedisOrSkip({ args: ['--replicaof', '127.0.0.1', String(first.port)] }));
  const sentinel = first && (await ownRedisOrSkip({ sentinel: { master: 'results', port: first.port } }));
  afterAll(async () => {
    for (const one of [sentinel, second, first]) await one?.stop();
  });

  it.skipIf(!sentinel)('needs its name', async () => {
    const url = `sentinel://127.0.0.1:${sentinel?.port}/0`;
    expect(await refusal(url)).toMatch(/^StoreConfigError: a sentinel store URL needs --sentinel-master/);
    expect(await refusal(url, { sentinelMaster: 'others' })).toMatch(/^StoreUnavailable/);
  });

  it.skipIf(!sentinel)(
    'is followed to another Redis, with what is watched',
    async () => {
      const redis = await connectTestRedis(first?.url ?? '');
      await redis.set('celery-task-meta-a', taskMeta('a'));
      await redis.wait(1, 10_000);
      redis.destroy();
      const url = `sentinel://127.0.0.1:${await freePort()};sentinel://127.0.0.1:${sentinel?.port}`;
      const store = await openStore(url, { sentinelMaster: 'results', timeout: 1_000, pollInterval: 100_000 });
      const reported: string[] = [];
      store.changes.watch(({ tasks }) => reported.push(...tasks)).set({ tasks: new Set(['a']), groups: new Set() });
      const status = async (): Promise<string | undefined> =>
        (await store.results.tasks(['a']).catch(() => undefined))?.get('a')?.status;
      expect(await status()).toBe('"SUCCESS"');
      await expect.poll(() => reported, { timeout: 20_000 }).toEqual(['a']);
      const replica = await connectTestRedis(second?.url ?? '');
      const sentinelClient = await connectTestRedis(sentinel?.url ?? '');
      // a sentinel that has not seen the replica yet would elect nobody
      await expect
        .poll(
          async () => ((await sentinelClient.sendCommand(['SENTINEL', 'replicas', 'results'])) as unknown[]).length,
          {
            timeout: 30_000,
          },
        )
        .toBe(1);
      sentinelClient.destroy();
      await first?.stop();
      await expect
        .poll(async () => String(((await replica.sendCommand(['ROLE'])) as unknown[])[0]), { timeout: 30_000 })
        .toBe('master');
      await expect.poll(status, { timeout: 30_000 }).toBe('"SUCCESS"');
      await expect.poll(() => reported.length, { timeout: 30_000 }).toBeGreaterThan(1);
      const before = reported.length;
      await replica.publish('celery-task-meta-a', 'x');
      await expect.poll(() => reported.length, { timeout: 20_000 }).toBeGreaterThan(before);
      replica.destroy();
      await store.close();
    },
    120_000,
  );
});
