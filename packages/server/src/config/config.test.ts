import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Command, readCommand } from '../config.ts';
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
  it('goes behind variables, and they behind flags', async () => {
    const file = await written('{"store": "sqlite:///file", "port": 1, "max-ids": 7, "append-slash": false}');
    const env = { CELERY_RESULTS_PORT: '2', CELERY_RESULTS_MAX_IDS: '8' };
    expect(readCommand(['--config', file, '--max-ids', '9'], env)).toMatchObject({
      ...{ store: 'sqlite:///file', port: 2, appendSlash: false },
      limits: { maxIds: 9 },
    });
    expect(readCommand([], { CELERY_RESULTS_CONFIG: file })).toMatchObject({ port: 1, limits: { maxIds: 7 } });
  });

  it.each([
    [
      'an unknown key',
      '{\n  "store": "sqlite:///x",\n  "stoer": "hunter2"\n}',
      'the key "stoer" is not known: FILE line 3',
    ],
    ['a file that names a file', '{"config": "hunter2"}', 'the key "config" is not known: FILE line 1'],
    [
      'a nested value',
      '{"limits": 1,\n"port": [1]}',
      'the key "port" is neither a text, a number nor true or false: FILE line 2',
    ],
    ['broken JSON', '{\n"store": "hunter2" "x"}', 'the file is not JSON: FILE line 2'],
    ['JSON that breaks off', '{"store": "hunter2"', 'the file is not JSON: FILE'],
    ['a list', '[1]', 'the file FILE is not one JSON object'],
  ])('with %s is refused by its place and without its values', async (_title, text, message) => {
    const file = await written(text);
    const attempt = (): Command => readCommand(['--config', file, ...STORE], {});
    expect(attempt).toThrow(message.replace('FILE', file));
    expect(attempt).not.toThrow('hunter2');
  });

  it('has to be there', () => {
    expect(() => read('--config', join(folder, 'no.json'))).toThrow(`${folder}/no.json cannot be read: ENOENT`);
  });
});

describe('every setting', () => {
  it.each([
    ['max-ids', '0', 'max ids "0" is not a number from 1 to 10000'],
    ['max-body', '1e3', 'max body "1e3" is not a number of bytes from 2 to 16777216'],
    ['max-url', '16001', 'max url "16001" is not a number of bytes from 64 to 16000'],
    ['max-in-flight', '-', 'max in flight "-" is not a number'],
    ['max-loop-delay', '19', 'max loop delay "19" is not a number of milliseconds from 20 to'],
    ['trusted-proxies', '17', 'trusted proxies "17" is not a number from 0 to 16'],
    ['database-timeout', '99', 'database timeout "99" is not a number of milliseconds from 100'],
    ['drain-delay', '1.5', 'drain delay "1.5" is not a number of seconds from 0'],
    ['drain-timeout', '', 'drain timeout "" is not a number of seconds from 0'],
    ['workers', '0', 'workers "0" is not a number from 1 to 64'],
    ['workers', '65', 'workers "65" is not a number from 1 to 64'],
    ['workers', '1.5', 'workers "1.5" is not a number from 1 to 64'],
    ['admin-port', '65536', 'admin port "65536" is not a number from 0 to 65535'],
    ['admin-host', '127.0.0.1', 'admin host needs an admin port'],
    ['rate-limit-address', '0/10', 'rate limit address "0/10" is not like 100/10'],
    ['rate-limit-token', '10', 'rate limit token "10" is not like 100/10'],
    ['rate-limit-redis', 'hunter2', 'rate limit redis is not a URL like redis://'],
    ['rate-limit-redis', 'redis://:hunter2@h/0', 'rate limit redis counts nothing without a rate limit'],
    ['batch-result-limit', 'x', 'batch result limit "x" is not a number of bytes'],
    ['id-first-urls', 'maybe', 'id-first-urls is "maybe", neither true nor false'],
    ['log-level', 'loud', 'log level "loud" is not one of'],
  ] as const)('refuses a bad %s: %j', (name, text, message) => {
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
        ...{ drain: { delay: 5_000, timeout: 10_000 }, admin: { host: '127.0.0.1', port: 0 } },
      },
    );
  });
});

describe('--print-config', () => {
  const printed = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Record<string, unknown> => {
    const command = readCommand([...args, '--print-config'], env);
    return JSON.parse(command.name === 'print-config' ? command.text : '');
  };

  it('says of every setting where it comes from', async () => {
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
    [
      'postgres://u:hunter2@h:1/d?sslmode=require&password=hunter2',
      'postgres://u:***@h:1/d?sslmode=require&password=***',
    ],
    ['mysql://u:hunt%65r2@h/d', 'mysql://u:***@h/d'],
    ['hunter2@h/d', '***'],
    ['sqlite:////db', 'sqlite:////db'],
  ])('hides passwords of %s', (store, shown) => {
    expect(printed(['--store', store])).toMatchObject({ store: { value: shown } });
  });

  it('hides the password of every setting that is a URL', () => {
    // those of the auth modes may not have one
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
    ['127.0.0.1', 'http://127.0.0.1:1/readyz'],
    ['0.0.0.0', 'http://127.0.0.1:1/readyz'],
    ['::', 'http://[::1]:1/readyz'],
    ['10.0.0.1', 'http://10.0.0.1:1/readyz'],
  ])('of a server on %s asks %s, and needs no store', (host, url) => {
    expect(readCommand(['--healthcheck', '--host', host, '--port', '1', '--auth', 'none'], {})).toEqual({
      name: 'healthcheck',
      url,
    });
  });
});
