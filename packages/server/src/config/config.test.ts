import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Command, readCommand } from './read-command.ts';
import { NAMES, SETTINGS, variable } from './settings.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celery-results-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(text: string): Promise<string> {
  const file = join(folder, 'settings.json');
  await writeFile(file, text);
  return file;
}

const STORE = ['--store', 'sqlite:///db'];
const read = (...args: string[]): Command => readCommand([...STORE, ...args], {});

describe('a settings file', () => {
  it('is overridden by variables, and variables are overridden by flags', async () => {
    const file = await written('{"store": "sqlite:///file", "port": 1, "max-ids": 7, "append-slash": false}');
    const env = { CELERY_RESULTS_PORT: '2', CELERY_RESULTS_MAX_IDS: '8' };
    expect(readCommand(['--config', file, '--max-ids', '9'], env)).toMatchObject({
      store: 'sqlite:///file',
      port: 2,
      appendSlash: false,
      limits: { maxIds: 9 },
    });
    expect(readCommand([], { CELERY_RESULTS_CONFIG: file })).toMatchObject({ port: 1, limits: { maxIds: 7 } });
  });

  it.each([
    {
      title: 'an unknown key',
      text: '{\n  "store": "sqlite:///x",\n  "stoer": "hunter2"\n}',
      message: 'unknown key "stoer": FILE line 3',
    },
    { title: 'a file that names a file', text: '{"config": "hunter2"}', message: 'unknown key "config": FILE line 1' },
    {
      title: 'a nested value',
      text: '{"limits": 1,\n"port": [1]}',
      message: 'the key "port" is neither a text, a number nor true or false: FILE line 2',
    },
    { title: 'broken JSON', text: '{\n"store": "hunter2" "x"}', message: 'the file is not JSON: FILE line 2' },
    { title: 'incomplete JSON', text: '{"store": "hunter2"', message: 'the file is not JSON: FILE' },
    { title: 'a list', text: '[1]', message: 'the file FILE is not one JSON object' },
  ])('with $title is rejected with its line, and without its values', async ({ text, message }) => {
    const file = await written(text);
    const attempt = (): Command => readCommand(['--config', file, ...STORE], {});
    expect(attempt).toThrow(message.replace('FILE', file));
    expect(attempt).not.toThrow('hunter2');
  });

  it('has to exist', () => {
    expect(() => read('--config', join(folder, 'no.json'))).toThrow(`${folder}/no.json cannot be read: ENOENT`);
  });
});

describe('every setting', () => {
  it.each([
    { name: 'max-ids', text: '0', message: 'max ids "0" is not a number from 1 to 10000' },
    { name: 'max-body', text: '1e3', message: 'max body "1e3" is not a number of bytes from 2 to 16777216' },
    { name: 'max-url', text: '16001', message: 'max url "16001" is not a number of bytes from 64 to 16000' },
    { name: 'max-in-flight', text: '-', message: 'max in flight "-" is not a number' },
    { name: 'max-loop-delay', text: '19', message: 'max loop delay "19" is not a number of milliseconds from 20 to' },
    { name: 'trusted-proxies', text: '17', message: 'trusted proxies "17" is not a number from 0 to 16' },
    { name: 'database-timeout', text: '99', message: 'database timeout "99" is not a number of milliseconds from 100' },
    { name: 'drain-delay', text: '1.5', message: 'drain delay "1.5" is not a number of seconds from 0' },
    { name: 'drain-timeout', text: '', message: 'drain timeout "" is not a number of seconds from 0' },
    { name: 'workers', text: '0', message: 'workers "0" is not a number from 1 to 64' },
    { name: 'workers', text: '65', message: 'workers "65" is not a number from 1 to 64' },
    { name: 'workers', text: '1.5', message: 'workers "1.5" is not a number from 1 to 64' },
    { name: 'admin-port', text: '65536', message: 'admin port "65536" is not a number from 0 to 65535' },
    { name: 'admin-host', text: '127.0.0.1', message: 'admin host needs an admin port' },
    { name: 'rate-limit-address', text: '0/10', message: 'rate limit address "0/10" is not like 100/10' },
    { name: 'rate-limit-token', text: '10', message: 'rate limit token "10" is not like 100/10' },
    { name: 'rate-limit-redis', text: 'hunter2', message: 'rate limit redis is not a URL like redis://' },
    { name: 'changes-bus', text: 'hunter2', message: 'changes bus is neither a URL like redis://' },
    { name: 'changes-bus', text: 'mysql://hunter2@db/shop', message: 'changes bus is neither a URL like redis://' },
    { name: 'changes-bus', text: 'postgres://hunter2@db', message: 'changes bus is neither a URL like redis://' },
    {
      name: 'rate-limit-redis',
      text: 'redis://:hunter2@h/0',
      message: 'rate limit redis needs a rate limit',
    },
    { name: 'batch-result-limit', text: 'x', message: 'batch result limit "x" is not a number of bytes' },
    { name: 'id-first-urls', text: 'maybe', message: 'id-first-urls is "maybe", neither true nor false' },
    { name: 'log-level', text: 'loud', message: 'log level "loud" is not one of' },
  ] as const)('rejects a bad $name: $text', ({ name, text, message }) => {
    const attempt = (): Command => readCommand(STORE, { [variable(name)]: text });
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow('hunter2');
  });

  it('is read', () => {
    const limits = ['--max-body', '9', '--rate-limit-address', '100/10', '--rate-limit-token', '5/60'];
    expect(read(...limits, '--drain-delay', '5', '--admin-port', '0', '--rate-limit-redis', 'redis://h')).toMatchObject(
      {
        limits: {
          maxBody: 9,
          rateLimits: {
            address: { requests: 100, seconds: 10 },
            token: { requests: 5, seconds: 60 },
            redis: 'redis://h',
          },
        },
        drain: { delay: 5_000, timeout: 10_000 },
        admin: { host: '127.0.0.1', port: 0 },
      },
    );
  });
});

describe('--print-config', () => {
  const printed = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Record<string, unknown> => {
    const command = readCommand([...args, '--print-config'], env);
    return JSON.parse(command.name === 'print-config' ? command.text : '');
  };

  it('prints every setting with its source', async () => {
    const file = await written('{\n"schema": "s"}');
    const config = printed([...STORE, '--config', file, '--no-append-slash'], { CELERY_RESULTS_PORT: '1' });
    expect(Object.keys(config)).toEqual([...NAMES]);
    expect(config).toMatchObject({
      store: { value: 'sqlite:///db', from: 'flag --store' },
      port: { value: '1', from: 'variable CELERY_RESULTS_PORT' },
      schema: { value: 's', from: `${file} line 2` },
      host: { value: '127.0.0.1', from: 'default' },
      'append-slash': { value: 'false', from: 'flag --append-slash' },
      'admin-port': { value: null, from: 'default' },
    });
  });

  it.each([
    {
      store: 'postgres://u:hunter2@h:1/d?sslmode=require&password=hunter2',
      shown: 'postgres://u:***@h:1/d?sslmode=require&password=***',
    },
    { store: 'mysql://u:hunt%65r2@h/d', shown: 'mysql://u:***@h/d' },
    { store: 'hunter2@h/d', shown: '***' },
    { store: 'sqlite:////db', shown: 'sqlite:////db' },
    { store: 'db+sqlite+pysqlite:///db', shown: 'db+sqlite+pysqlite:///db' },
    { store: 'db+postgresql+psycopg2://u:hunter2@h/d', shown: 'db+postgresql+psycopg2://u:***@h/d' },
    // SQLAlchemy's grammar lets a password contain these characters
    { store: 'db+postgresql://u:1/hunter2@h/d', shown: '***' },
    { store: 'db+postgresql://u:1?hunter2@h/d', shown: '***' },
    { store: 'db+postgresql://u:1#hunter2@h/d', shown: '***' },
  ])('hides passwords of $store', ({ store, shown }) => {
    expect(printed(['--store', store])).toMatchObject({ store: { value: shown } });
  });

  it('hides the password of every setting that is a URL', () => {
    // URLs of the auth modes must not contain a password
    const urls = NAMES.filter((name) => SETTINGS[name].hint === 'URL' && !name.startsWith('auth-'));
    const env = Object.fromEntries(urls.map((name) => [variable(name), 'redis://:hunter2@h/0']));
    expect(JSON.stringify(printed(['--rate-limit-token', '1/1'], env))).not.toContain('hunter2');
    expect(urls.length).toBeGreaterThan(1);
  });

  it.each([
    [{ CELERY_RESULTS_AUTH: 'jwt', CELERY_RESULTS_AUTH_KEY: 'hunter2 '.repeat(4) }],
    [{ CELERY_RESULTS_AUTH: 'jwt', CELERY_RESULTS_AUTH_JWKS_URL: 'https://login.example/keys?secret=hunter2' }],
    [{ CELERY_RESULTS_AUTH: 'forward', CELERY_RESULTS_AUTH_FORWARD_URL: 'http://django/?secret=hunter2' }],
  ])('hides the keys of %j', (env) => {
    const text = JSON.stringify(printed(STORE, env));
    expect(text).toContain('variable CELERY_RESULTS_AUTH');
    expect(text).not.toContain('hunter2');
  });
});

describe('--healthcheck', () => {
  it.each([
    { host: '127.0.0.1', url: 'http://127.0.0.1:1/readyz' },
    { host: '0.0.0.0', url: 'http://127.0.0.1:1/readyz' },
    { host: '::', url: 'http://[::1]:1/readyz' },
    { host: '10.0.0.1', url: 'http://10.0.0.1:1/readyz' },
  ])('of a server on $host requests $url, and needs no store', ({ host, url }) => {
    expect(readCommand(['--healthcheck', '--host', host, '--port', '1', '--auth', 'none'], {})).toEqual({
      name: 'healthcheck',
      url,
    });
  });
});
