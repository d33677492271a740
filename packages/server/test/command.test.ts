import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '@celery-results/testing';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { runCommand as run } from './run-command.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let results: ResultsFile;
beforeAll(async () => {
  results = await createResultsFile();
  results.task('ok', { result: '1' });
});
afterAll(() => results.remove());

describe('celery-results-server', () => {
  it.each<{
    readonly title: string;
    readonly args: readonly string[];
    readonly code: number;
    readonly message: RegExp;
  }>([
    { title: 'an unknown option', args: ['--frob'], code: 2, message: /Unknown option '--frob'/ },
    { title: 'an unknown command', args: ['frob', '--store', 'x'], code: 2, message: /there is no command "frob"/ },
    { title: 'no store', args: [], code: 2, message: /no store: pass --store URL or set CELERY_RESULTS_STORE/ },
    {
      title: 'a store of another kind',
      args: ['--store', 'mongodb://:hunter2@127.0.0.1/0'],
      code: 1,
      message: /of the kind "mongodb"/,
    },
    {
      title: 'a store URL without a database',
      args: ['--store', 'postgres://a:hunter2@127.0.0.1'],
      code: 1,
      message: /names no database/,
    },
    {
      title: 'an unescaped password',
      args: ['--store', 'postgres://a:1/hunter2@127.0.0.1/d'],
      code: 1,
      message: /makes its password unclear/,
    },
    {
      title: 'an address that strangers reach',
      args: ['--store', 'sqlite:///x', '--host', '0.0.0.0'],
      code: 2,
      message: /pass --auth none/,
    },
    {
      title: 'another auth mode',
      args: ['--store', 'sqlite:///x', '--auth', 'basic'],
      code: 2,
      message: /unknown auth mode "basic"/,
    },
    {
      title: 'a port that is none',
      args: ['--store', 'sqlite:///x', '--port', '70000'],
      code: 2,
      message: /port "70000" is not a number/,
    },
    {
      title: 'a base path that is none',
      args: ['--store', 'sqlite:///x', '--base-path', '/a b/'],
      code: 2,
      message: /base path "\/a b\/" is not a path/,
    },
    {
      title: 'two faults at once',
      args: ['--port', 'x', '--log-level', 'loud', '--store', 'y'],
      code: 2,
      message: /port "x".*log level "loud"/,
    },
    {
      title: 'classes that cannot be loaded',
      args: ['--store', 'sqlite:///x', '--port', '0', '--exception-classes', 'no-such.js'],
      code: 2,
      message: /no-such\.js cannot be loaded/,
    },
    {
      title: 'JSON types that cannot be loaded',
      args: ['--store', 'sqlite:///x', '--port', '0', '--json-types', 'no-such.json'],
      code: 2,
      message: /the JSON types of no-such\.json cannot be loaded/,
    },
  ])('says what is wrong with $title in one line and exits', async ({ args, code, message }) => {
    const ended = await run(args);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(ended.stderr).not.toContain('hunter2');
  });

  it('names a missing table and waits for it, and an unknown variable', async () => {
    const empty = join(dirname(results.file), 'empty.sqlite3');
    new Database(empty).exec('CREATE TABLE t (x)').close();
    const server = await startServer({ store: `sqlite:///${empty}` });
    await expect.poll(server.output).toMatch(/no table django_celery_results_taskresult; Django's migrate creates it/);
    await server.stop();
    expect((await run([], { CELERY_RESULTS_STOER: 'x' })).stderr).toMatch(/unknown variable CELERY_RESULTS_STOER/);
  });

  it('says how to use it, and which version it is', async () => {
    const help = await run(['--help']);
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('--store URL');
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('tells of the same flags and variables in its README as in --help', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const { stdout } = await run(['--help']);
    const named = (text: string): string[] => [...new Set(text.match(/CELERY_RESULTS_\w+/g))].sort();
    expect(named(readme)).toEqual(named(stdout));
    for (const [flag] of stdout.matchAll(/--[a-z-]+(?= [A-Z]| none)/g)) expect(readme).toContain(`\`${flag}`);
  });

  it('migrates an empty file and serves it, flags before variables', async () => {
    const fresh = join(dirname(results.file), 'fresh.sqlite3');
    expect((await run(['migrate', '--store', `sqlite:///${fresh}`])).stdout).toMatch(
      /^created django_celery_results_taskresult, /,
    );
    expect((await run(['migrate', '--store', `sqlite:///${fresh}`])).stdout).toBe('all tables exist\n');
    const env = {
      CELERY_RESULTS_STORE: 'sqlite:///wrong',
      CELERY_RESULTS_BASE_PATH: '/x/',
      CELERY_RESULTS_ID_FIRST_URLS: 'off',
    };
    const server = await startServer({ store: `sqlite:///${fresh}`, env });
    expect(server.url).toMatch(/\/x\/$/);
    expect((await fetch(`${server.url}task/status/a/`)).status).toBe(200);
    expect((await fetch(`${server.url}a/status/`)).status).toBe(404);
    expect((await server.stop()).code).toBe(0);
  });

  it('finishes a request in flight on SIGTERM, closes waiting connections and exits with 0', async () => {
    const server = await startServer({ store: results.url });
    const { hostname, port } = new URL(server.url);
    const idle = connect(Number(port), hostname);
    await once(idle, 'connect');
    const half: Socket = connect(Number(port), hostname);
    await once(half, 'connect');
    half.write('GET /celery/task/status/ok/ HTTP/1.1\r\nHost: localhost\r\n');
    await (await fetch(`${server.url}ok/done/`)).text();
    const stopped = server.stop();
    await once(idle, 'close');
    half.write('Connection: close\r\n\r\n');
    let answer = '';
    for await (const part of half) answer += part;
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*\{"task": \{"id": "ok", "status": "SUCCESS", "result": 1\}\}$/);
    expect((await stopped).code).toBe(0);
  });

  it('answers 503 while the database is locked out, and again when it is back', async () => {
    const server = await startServer({ store: results.url, args: ['--database-timeout', '2000'] });
    const writer = new Database(results.file);
    writer.exec('BEGIN EXCLUSIVE');
    const locked = await fetch(`${server.url}task/status/ok/`);
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([503, '2']);
    writer.exec('ROLLBACK');
    expect((await fetch(`${server.url}task/status/ok/`)).status).toBe(200);
    writer.close();
    await server.stop();
  }, 30_000);

  it('ends at once on a second signal', async () => {
    const child = spawn(process.execPath, [MAIN, '--store', results.url, '--port', '0']);
    const [line] = await once(child.stdout, 'data');
    const { hostname, port } = new URL(/http:\S+/.exec(String(line))?.[0] ?? '');
    const half = connect(Number(port), hostname);
    half.on('error', () => {});
    await once(half, 'connect');
    half.write('GET /celery/ok/done/ HTTP/1.1\r\n');
    await (await fetch(`http://${hostname}:${port}/celery/ok/done/`)).text();
    child.kill('SIGTERM');
    await expect
      .poll(
        () =>
          fetch(`http://${hostname}:${port}/`).then(
            () => 'open',
            () => 'closed',
          ),
        // output that still arrives is awaited, for up to a second
        { timeout: 5_000 },
      )
      .toBe('closed');
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
  });
});
