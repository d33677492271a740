import { describe, expect, it } from 'vitest';
import { readCommand } from './read-command.ts';

describe('readCommand', () => {
  it('has safe defaults', () => {
    expect(readCommand(['--store', 'sqlite:///db'], {})).toEqual({
      name: 'serve',
      store: 'sqlite:///db',
      host: '127.0.0.1',
      port: 8787,
      basePath: '/celery/',
      otherBasePaths: [],
      idFirst: true,
      appendSlash: true,
      exceptionClasses: undefined,
      jsonTypes: undefined,
      replica: undefined,
      logLevel: 'info',
      logClients: { mode: 'hash', key: expect.stringMatching(/^[\w-]{36}$/) },
      batchResultLimit: 524_288,
      batchAnswerLimit: 16_777_216,
      limits: {
        maxIds: 1_000,
        maxBody: 262_144,
        maxUrl: 8_192,
        cacheSize: 67_108_864,
        answerMemory: undefined,
        connections: { all: 100_000, perAddress: undefined },
        maxInFlight: 500,
        maxLoopDelay: 250,
        trustedProxies: 0,
        rateLimits: { address: undefined, token: undefined, redis: undefined },
        streams: { all: 20_000, token: 20, address: 1_000, ids: 200_000 },
      },
      pollInterval: 1_000,
      changesBus: undefined,
      databaseTimeout: 2_000,
      python: '3.14',
      preparedStatements: 'auto',
      drain: { delay: 0, timeout: 10_000 },
      admin: undefined,
      workers: 1,
      auth: { mode: 'none' },
      allowOrigins: [],
      allowHeaders: [],
      allowedHosts: ['localhost', '.localhost', '127.0.0.1', '[::1]', '127.0.0.1'],
      serializer: 'json',
      acceptContent: ['json'],
      tablePrefix: '',
      celeryTimezone: 'UTC',
      socket: undefined,
      ui: { title: '', links: [], frameAncestors: [], signIn: { by: 'login', url: undefined } },
      warnings: [],
    });
  });

  it('reads variables, and prefers flags', () => {
    const env = {
      CELERY_RESULTS_STORE: 'sqlite:///a',
      CELERY_RESULTS_PORT: '1',
      CELERY_RESULTS_APPEND_SLASH: 'false',
      HOME: '/',
    };
    expect(readCommand(['--port', '2', '--no-id-first-urls'], env)).toMatchObject({
      store: 'sqlite:///a',
      port: 2,
      idFirst: false,
      appendSlash: false,
    });
  });

  it('accepts the names of serializers that Celery accepts, and content types', () => {
    const read = (...args: string[]) => readCommand(['--store', 'sqlite:///a', ...args], {});
    expect(read('--serializer', 'pickle')).toMatchObject({ serializer: 'pickle', acceptContent: ['pickle'] });
    expect(read('--serializer', 'yaml', '--accept-content', 'json, application/x-yaml')).toMatchObject({
      acceptContent: ['json', 'yaml'],
    });
    expect(() => read('--serializer', 'xml')).toThrow('serializer "xml" is not one of json, yaml, pickle, msgpack');
    expect(() => read('--accept-content', 'xml')).toThrow('accepted content "xml" is neither a serializer');
    expect(() => read('--table-prefix', 'a-b')).toThrow('table prefix "a-b"');
    expect(() => read('--celery-timezone', 'Mars/Base')).toThrow('celery timezone "Mars/Base" is no time zone');
  });

  it('mounts at several paths', () => {
    expect(readCommand(['--store', 'sqlite:///a', '--base-path', '/task/, djcelery'], {})).toMatchObject({
      basePath: '/task/',
      otherBasePaths: ['/djcelery/'],
    });
  });

  it.each([
    { text: 'celery', basePath: '/celery/' },
    { text: '/', basePath: '/' },
    { text: '', basePath: '/' },
    { text: '/a/b', basePath: '/a/b/' },
    { text: '/celery-results/~x', basePath: '/celery-results/~x/' },
    { text: "/a:b@c/(d)/$&+;=!*'/caf%C3%A9/", basePath: "/a:b@c/(d)/$&+;=!*'/caf%C3%A9/" },
  ])('mounts at $text as $basePath', ({ text, basePath }) => {
    expect(readCommand(['--store', 'x', '--base-path', text], {})).toMatchObject({ basePath });
  });

  it('takes a patch release of Python for its release, and refuses others', () => {
    expect(readCommand(['--store', 'x', '--python', '3.12.4'], {})).toMatchObject({ python: '3.12' });
    expect(() => readCommand(['--store', 'x', '--python', '3.9'], {})).toThrow('python "3.9" is not one of 3.10');
  });

  it.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('accepts %s as a loopback address', (host) => {
    expect(readCommand(['--store', 'x', '--host', host], {})).toMatchObject({ host });
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', 'localhost.example', '127.0.0.1.example'])(
    'refuses %s without auth',
    (host) => {
      expect(() => readCommand(['--store', 'x', '--host', host], {})).toThrow(/pass --auth none/);
      expect(readCommand(['--store', 'x', '--host', host, '--auth', 'none'], {})).toMatchObject({ host });
    },
  );
});

describe('readCommand of doctor', () => {
  it('needs the store and the serializers, and accepts every address', () => {
    expect(readCommand(['doctor', '--json', '--store', 'x', '--host', '0.0.0.0', '--serializer', 'yaml'], {})).toEqual({
      name: 'doctor',
      json: true,
      store: 'x',
      tablePrefix: '',
      celeryTimezone: 'UTC',
      serializer: 'yaml',
      acceptContent: ['yaml'],
    });
    expect(() => readCommand(['doctor'], {})).toThrow('no store: pass --store URL');
    expect(() => readCommand(['doctor', '--store', 'x', '--serializer', 'xml'], {})).toThrow('serializer "xml"');
    expect(() => readCommand(['migrate', '--store', 'x', '--json'], {})).toThrow('--json belongs to doctor');
  });
});
