import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCommand } from '../config.ts';
import { ConfigError } from '../errors.ts';

const KEY = 'canary canary canary canary canary';
const PREVIOUS = 'canary of before canary of before canary';

let folder: string;
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celery-results-keys-'));
  await writeFile(file('one'), `${KEY}\n`);
  await writeFile(file('two'), `${KEY}\r\n${PREVIOUS}\r\n`);
  await writeFile(file('three'), `${KEY}\n${KEY}\n${KEY}\n`);
  await writeFile(file('none'), '\n');
  await writeFile(file('short'), 'canary\n');
});
afterAll(() => rm(folder, { recursive: true }));

const read = (args: readonly string[], env: Record<string, string> = {}) =>
  readCommand(['--store', 'sqlite:///db', ...args], env);
const JWT = ['--auth', 'jwt'];

describe('the auth modes', () => {
  it('are none on loopback, and must be said elsewhere', () => {
    expect(read([])).toMatchObject({ auth: { mode: 'none' } });
    expect(() => read(['--host', '0.0.0.0'])).toThrow(
      '0.0.0.0 can be reached by strangers and there is no auth: pass --auth jwt --auth-key-file FILE, or --auth forward --auth-forward-url URL, or listen on 127.0.0.1, or pass --auth none to serve everyone',
    );
    expect(read(['--host', '0.0.0.0', '--auth', 'none'])).toMatchObject({ auth: { mode: 'none' } });
    expect(read(['--host', '0.0.0.0', ...JWT, '--auth-key-file', file('one')])).toMatchObject({
      auth: { mode: 'jwt' },
    });
  });

  it('have keys from a file or from variables', () => {
    expect(read([...JWT, '--auth-key-file', file('one')])).toMatchObject({ auth: { keys: [KEY] } });
    expect(read([], { CELERY_RESULTS_AUTH: 'jwt', CELERY_RESULTS_AUTH_KEY_FILE: file('two') })).toMatchObject({
      auth: { keys: [KEY, PREVIOUS], audience: 'celery-results', issuer: undefined, cookie: undefined },
    });
    const env = { CELERY_RESULTS_AUTH_KEY: KEY, CELERY_RESULTS_AUTH_PREVIOUS_KEY: PREVIOUS };
    expect(read(JWT, env)).toMatchObject({ auth: { keys: [KEY, PREVIOUS] } });
  });

  it('have published keys, with their algorithms', () => {
    const args = [...JWT, '--auth-jwks-url', 'https://login.example/keys', '--auth-algorithms', 'ES256, EdDSA'];
    expect(read([...args, '--auth-issuer', 'https://login.example', '--auth-cookie', '__Secure-tasks'])).toMatchObject({
      auth: {
        ...{ mode: 'jwt', keys: [], jwksUrl: 'https://login.example/keys', algorithms: ['ES256', 'EdDSA'] },
        ...{ issuer: 'https://login.example', cookie: '__Secure-tasks' },
      },
    });
    expect(read([...JWT, '--auth-jwks-url', 'http://[::1]:8080/keys'])).toMatchObject({
      auth: { algorithms: ['RS256'] },
    });
  });

  it('have a URL of Django', () => {
    const args = ['--auth', 'forward', '--auth-forward-url', 'http://django:8000/celery-access/'];
    expect(read(args)).toMatchObject({ auth: { mode: 'forward', url: 'http://django:8000/celery-access/' } });
  });

  it.each<[readonly string[], string]>([
    [['--auth', 'basic'], 'auth mode "basic" is not known: use jwt, forward or none'],
    [JWT, '--auth jwt needs --auth-key-file FILE, the variable CELERY_RESULTS_AUTH_KEY, or --auth-jwks-url URL'],
    [['--auth', 'forward'], '--auth forward needs --auth-forward-url URL'],
    [[...JWT, '--auth-key-file', '/nowhere/key'], 'the key file /nowhere/key cannot be read: ENOENT'],
    [['--auth-key-file', '/nowhere/key'], 'auth-key-file is for --auth jwt only'],
    [['--auth', 'none', '--auth-issuer', 'x'], 'auth-issuer is for --auth jwt only'],
    [['--auth', 'none', '--auth-forward-url', 'http://x'], 'auth-forward-url is for --auth forward only'],
    [[...JWT, '--auth-forward-url', 'http://x'], 'auth-forward-url is for --auth forward only'],
    [[...JWT, '--auth-jwks-url', 'http://login.example'], 'auth-jwks-url is no https: URL'],
    [[...JWT, '--auth-jwks-url', 'https://a:canary@login.example'], 'auth-jwks-url is no https: URL'],
    [[...JWT, '--auth-jwks-url', 'https://x', '--auth-algorithms', 'HS256'], 'algorithm "HS256" is not one of RS256'],
    [[...JWT, '--auth-jwks-url', 'https://x', '--auth-algorithms', 'none'], 'algorithm "none" is not one of'],
    [[...JWT, '--auth-algorithms', 'RS256'], 'auth-algorithms are those of a JWKS'],
    [[...JWT, '--auth-jwks-url', 'https://x', '--auth-algorithms', ''], 'auth-algorithms names none'],
    [[...JWT, '--auth-audience', ''], 'auth-audience is empty'],
    [[...JWT, '--auth-cookie', 'tasks'], 'auth cookie "tasks" does not begin with __Secure- or __Host-'],
    [['--auth', 'forward', '--auth-forward-url', 'django/access'], 'auth-forward-url is no http: or https: URL'],
    [['--auth', 'forward', '--auth-forward-url', 'http://a:canary@x'], 'auth-forward-url is no http: or https: URL'],
  ])('refuse %j', (args, message) => {
    expect(() => read(args)).toThrow(message);
    expect(() => read(args)).not.toThrow(/canary/);
  });

  it.each(['three', 'none', 'short'])('refuse a key file with %s, without a character of it', (name) => {
    const args = [...JWT, '--auth-key-file', file(name)];
    expect(() => read(args)).toThrow(/the key file .* has not one or two lines|a key has less than 32 bytes/);
    expect(() => read(args)).not.toThrow(/canary/);
  });

  it.each<[Record<string, string>, readonly string[], string]>([
    [{ CELERY_RESULTS_AUTH_KEY: KEY }, [], 'a key is for --auth jwt only'],
    [{ CELERY_RESULTS_AUTH_KEY: 'canary' }, JWT, 'a key has less than 32 bytes: make one with openssl rand -base64 48'],
    [{ CELERY_RESULTS_AUTH_PREVIOUS_KEY: KEY }, JWT, 'there is a previous key and no current one'],
    [
      { CELERY_RESULTS_AUTH_KEY: KEY },
      [...JWT, '--auth-key-file', '/nowhere'],
      'there are a key file and a key variable',
    ],
    [{ CELERY_RESULTS_AUTH_KEY: KEY }, [...JWT, '--auth-jwks-url', 'https://x'], 'there are a key and a JWKS URL'],
  ])('refuse the variables %j with %j', (env, args, message) => {
    expect(() => read(args, env)).toThrow(message);
    expect(() => read(args, env)).not.toThrow(/canary/);
  });

  it('take no key from a flag', () => {
    expect(() => read([...JWT, '--auth-key', KEY])).toThrow(ConfigError);
  });
});

describe('the allowed origins', () => {
  it('are a list', () => {
    expect(read(['--allow-origin', 'https://shop.example, http://localhost:5173'])).toMatchObject({
      allowOrigins: ['https://shop.example', 'http://localhost:5173'],
    });
  });

  it.each([
    '*',
    'null',
    'shop.example',
    'https://shop.example/',
    'https://*.example',
    'https://Shop.example',
    'file:///x',
  ])('are exact: %s is none', (origin) => {
    expect(() => read(['--allow-origin', origin])).toThrow(`allowed origin "${origin}" is not like`);
  });
});
