import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../problems/errors.ts';
import { readCommand } from './read-command.ts';

const KEY = 'canary canary canary canary canary';
const PREVIOUS = 'previous canary previous canary previous canary';

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
  it('default to none on loopback, and are required elsewhere', () => {
    expect(read([])).toMatchObject({ auth: { mode: 'none' } });
    expect(() => read(['--host', '0.0.0.0'])).toThrow(
      '0.0.0.0 is reachable from other machines and there is no auth: pass --auth jwt --auth-key-file FILE, ' +
        'or --auth forward --auth-forward-url URL, or listen on 127.0.0.1, or pass --auth none to serve everyone',
    );
    expect(read(['--host', '0.0.0.0', '--auth', 'none'])).toMatchObject({ auth: { mode: 'none' } });
    expect(read(['--host', '0.0.0.0', ...JWT, '--auth-key-file', file('one')])).toMatchObject({
      auth: { mode: 'jwt' },
    });
  });

  it('have keys from a file or from variables', () => {
    expect(read([...JWT, '--auth-key-file', file('one')])).toMatchObject({ auth: { keys: [KEY] } });
    expect(read([], { CELERY_RESULTS_AUTH: 'jwt', CELERY_RESULTS_AUTH_KEY_FILE: file('two') })).toMatchObject({
      auth: { keys: [KEY, PREVIOUS], audience: 'celery-results', issuer: undefined },
    });
    const env = { CELERY_RESULTS_AUTH_KEY: KEY, CELERY_RESULTS_AUTH_PREVIOUS_KEY: PREVIOUS };
    expect(read(JWT, env)).toMatchObject({ auth: { keys: [KEY, PREVIOUS] } });
  });

  it('have published keys, with their algorithms', () => {
    const args = [...JWT, '--auth-jwks-url', 'https://login.example/keys', '--auth-algorithms', 'ES256, EdDSA'];
    expect(read([...args, '--auth-issuer', 'https://login.example', '--auth-cookie', '__Secure-tasks'])).toMatchObject({
      auth: {
        mode: 'jwt',
        keys: [],
        jwksUrl: 'https://login.example/keys',
        algorithms: ['ES256', 'EdDSA'],
        issuer: 'https://login.example',
        cookie: '__Secure-tasks',
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

  it.each<{ readonly args: readonly string[]; readonly message: string }>([
    { args: ['--auth', 'basic'], message: 'unknown auth mode "basic": use jwt, forward or none' },
    {
      args: JWT,
      message: '--auth jwt needs --auth-key-file FILE, the variable CELERY_RESULTS_AUTH_KEY, or --auth-jwks-url URL',
    },
    { args: ['--auth', 'forward'], message: '--auth forward needs --auth-forward-url URL' },
    { args: [...JWT, '--auth-key-file', '/nowhere/key'], message: 'the key file /nowhere/key cannot be read: ENOENT' },
    { args: ['--auth-key-file', '/nowhere/key'], message: 'auth-key-file is for --auth jwt only' },
    { args: ['--auth', 'none', '--auth-issuer', 'x'], message: 'auth-issuer is for --auth jwt only' },
    {
      args: ['--auth', 'none', '--auth-forward-url', 'http://x'],
      message: 'auth-forward-url is for --auth forward only',
    },
    { args: [...JWT, '--auth-forward-url', 'http://x'], message: 'auth-forward-url is for --auth forward only' },
    { args: [...JWT, '--auth-jwks-url', 'http://login.example'], message: 'auth-jwks-url is not an https: URL' },
    {
      args: [...JWT, '--auth-jwks-url', 'https://a:canary@login.example'],
      message: 'auth-jwks-url is not an https: URL',
    },
    {
      args: [...JWT, '--auth-jwks-url', 'https://x', '--auth-algorithms', 'HS256'],
      message: 'algorithm "HS256" is not one of RS256',
    },
    {
      args: [...JWT, '--auth-jwks-url', 'https://x', '--auth-algorithms', 'none'],
      message: 'algorithm "none" is not one of',
    },
    { args: [...JWT, '--auth-algorithms', 'RS256'], message: 'auth-algorithms is for a JWKS only' },
    { args: [...JWT, '--auth-jwks-url', 'https://x', '--auth-algorithms', ''], message: 'auth-algorithms is empty' },
    { args: [...JWT, '--auth-audience', ''], message: 'auth-audience is empty' },
    {
      args: [...JWT, '--auth-cookie', 'tasks'],
      message: 'auth cookie "tasks" does not begin with __Secure- or __Host-',
    },
    {
      args: ['--auth', 'forward', '--auth-forward-url', 'django/access'],
      message: 'auth-forward-url is not an http: or https: URL',
    },
    {
      args: ['--auth', 'forward', '--auth-forward-url', 'http://a:canary@x'],
      message: 'auth-forward-url is not an http: or https: URL',
    },
  ])('refuse $args', ({ args, message }) => {
    expect(() => read(args)).toThrow(message);
    expect(() => read(args)).not.toThrow(/canary/);
  });

  it.each(['three', 'none', 'short'])('refuse a key file with %s, in an error without any part of the key', (name) => {
    const args = [...JWT, '--auth-key-file', file(name)];
    expect(() => read(args)).toThrow(/the key file .* should have one or two lines|a key has less than 32 bytes/);
    expect(() => read(args)).not.toThrow(/canary/);
  });

  it.each<{ readonly env: Record<string, string>; readonly args: readonly string[]; readonly message: string }>([
    { env: { CELERY_RESULTS_AUTH_KEY: KEY }, args: [], message: 'a key is for --auth jwt only' },
    {
      env: { CELERY_RESULTS_AUTH_KEY: 'canary' },
      args: JWT,
      message: 'a key has less than 32 bytes: make one with openssl rand -base64 48',
    },
    {
      env: { CELERY_RESULTS_AUTH_PREVIOUS_KEY: KEY },
      args: JWT,
      message: 'there is a previous key and no current one',
    },
    {
      env: { CELERY_RESULTS_AUTH_KEY: KEY },
      args: [...JWT, '--auth-key-file', '/nowhere'],
      message: 'there are a key file and a key variable',
    },
    {
      env: { CELERY_RESULTS_AUTH_KEY: KEY },
      args: [...JWT, '--auth-jwks-url', 'https://x'],
      message: 'there are a key and a JWKS URL',
    },
  ])('refuse the variables $env with $args', ({ env, args, message }) => {
    expect(() => read(args, env)).toThrow(message);
    expect(() => read(args, env)).not.toThrow(/canary/);
  });

  it('accept no key as a flag', () => {
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
  ])('are exact: %s is rejected', (origin) => {
    expect(() => read(['--allow-origin', origin])).toThrow(`allowed origin "${origin}" is not like`);
  });
});
