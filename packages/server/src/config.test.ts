import { describe, expect, it } from 'vitest';
import { checkNode, readCommand } from './config.ts';

describe('readCommand', () => {
  it('has safe defaults', () => {
    expect(readCommand(['--store', 'sqlite:///db'], {})).toEqual({
      ...{ name: 'serve', store: 'sqlite:///db', host: '127.0.0.1', port: 8787, basePath: '/celery/' },
      ...{ idFirst: true, appendSlash: true, exceptionClasses: undefined, logLevel: 'info' },
      batchResultLimit: 524_288,
      limits: {
        ...{
          maxIds: 1_000,
          maxBody: 262_144,
          maxUrl: 8_192,
          cacheSize: 67_108_864,
          maxInFlight: 500,
          maxLoopDelay: 250,
          trustedProxies: 0,
        },
        rateLimits: { address: undefined, token: undefined, redis: undefined },
      },
      ...{ databaseTimeout: 2_000, drain: { delay: 0, timeout: 10_000 }, admin: undefined, workers: 1 },
      ...{ auth: { mode: 'none' }, allowOrigins: [] },
      ...{ serializer: 'json', acceptContent: ['json'], tablePrefix: '' },
    });
  });

  it('reads variables, and flags before them', () => {
    const env = {
      CELERY_RESULTS_STORE: 'sqlite:///a',
      CELERY_RESULTS_PORT: '1',
      CELERY_RESULTS_APPEND_SLASH: 'false',
      HOME: '/',
    };
    expect(readCommand(['--port', '2', '--no-id-first-urls'], env)).toMatchObject({
      ...{ store: 'sqlite:///a', port: 2, idFirst: false, appendSlash: false },
    });
  });

  it('takes serializers as Celery names them, and content types where Celery does', () => {
    const read = (...args: string[]) => readCommand(['--store', 'sqlite:///a', ...args], {});
    expect(read('--serializer', 'pickle')).toMatchObject({ serializer: 'pickle', acceptContent: ['pickle'] });
    expect(read('--serializer', 'yaml', '--accept-content', 'json, application/x-yaml')).toMatchObject({
      acceptContent: ['json', 'yaml'],
    });
    expect(() => read('--serializer', 'xml')).toThrow('serializer "xml" is not one of json, yaml, pickle, msgpack');
    expect(() => read('--accept-content', 'xml')).toThrow('accepted content "xml" is neither a serializer');
    expect(() => read('--table-prefix', 'a-b')).toThrow('table prefix "a-b"');
  });

  it.each([
    ['celery', '/celery/'],
    ['/', '/'],
    ['', '/'],
    ['/a/b', '/a/b/'],
  ])('mounts at %j as %s', (text, basePath) => {
    expect(readCommand(['--store', 'x', '--base-path', text], {})).toMatchObject({ basePath });
  });

  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])(
    'takes %s for an address that no stranger reaches',
    (host) => {
      expect(readCommand(['--store', 'x', '--host', host], {})).toMatchObject({ host });
    },
  );

  it.each(['0.0.0.0', '::', '10.0.0.1', 'localhost.example', '127.0.0.1.example'])(
    'refuses %s without auth',
    (host) => {
      expect(() => readCommand(['--store', 'x', '--host', host], {})).toThrow(/pass --auth none/);
      expect(readCommand(['--store', 'x', '--host', host, '--auth', 'none'], {})).toMatchObject({ host });
    },
  );
});

describe('readCommand of doctor', () => {
  it('needs the store and the serializers, and is not refused for an address', () => {
    expect(readCommand(['doctor', '--json', '--store', 'x', '--host', '0.0.0.0', '--serializer', 'yaml'], {})).toEqual({
      ...{ name: 'doctor', json: true, store: 'x', tablePrefix: '', serializer: 'yaml', acceptContent: ['yaml'] },
    });
    expect(() => readCommand(['doctor'], {})).toThrow('no store: pass --store URL');
    expect(() => readCommand(['doctor', '--store', 'x', '--serializer', 'xml'], {})).toThrow('serializer "xml"');
    expect(() => readCommand(['migrate', '--store', 'x', '--json'], {})).toThrow('--json belongs to doctor');
  });
});

describe('checkNode', () => {
  it('refuses SQLite where it would crash the process', () => {
    expect(() => checkNode('22.12.0', 'sqlite:///db')).toThrow(
      'SQLite stores need Node 22.14 or newer, and this is 22.12.0',
    );
    for (const version of ['22.14.0', '24.0.0']) checkNode(version, 'sqlite:///db');
    checkNode('22.12.0', 'postgres://host/db');
  });
});
