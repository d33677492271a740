import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
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
  it.each<[string, readonly string[], number, RegExp]>([
    ['an unknown option', ['--frob'], 2, /Unknown option '--frob'/],
    ['an unknown command', ['frob', '--store', 'x'], 2, /there is no command "frob"/],
    ['no store', [], 2, /no store: pass --store URL or set CELERY_RESULTS_STORE/],
    ['a store of another kind', ['--store', 'redis://:hunter2@127.0.0.1/0'], 2, /"redis" cannot be read/],
    ['a missing SQLite file', ['--store', 'sqlite:////nowhere/db.sqlite3'], 2, /is not there/],
    ['an unreachable database', ['--store', 'postgres://a:hunter2@127.0.0.1:1/d'], 1, /does not answer: ECONNREFUSED/],
    ['an address that strangers reach', ['--store', 'sqlite:///x', '--host', '0.0.0.0'], 2, /pass --auth none/],
    ['another auth mode', ['--store', 'sqlite:///x', '--auth', 'basic'], 2, /auth mode "basic" is not known/],
    ['a port that is none', ['--store', 'sqlite:///x', '--port', '70000'], 2, /port "70000" is not a number/],
    [
      'a base path that is none',
      ['--store', 'sqlite:///x', '--base-path', '/a b/'],
      2,
      /base path "\/a b\/" is not a path/,
    ],
    ['two faults at once', ['--port', 'x', '--log-level', 'loud', '--store', 'y'], 2, /port "x".*log level "loud"/],
    [
      'classes that cannot be loaded',
      ['--store', 'sqlite:///x', '--exception-classes', 'no-such.js'],
      2,
      /no-such\.js cannot be loaded/,
    ],
  ])('says what is wrong with %s in one line and exits', async (_title, args, code, message) => {
    const ended = await run(args);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(ended.stderr).not.toContain('hunter2');
  });

  it('names a missing table, and the variable that it does not know', async () => {
    const empty = join(dirname(results.file), 'empty.sqlite3');
    new Database(empty).exec('CREATE TABLE t (x)').close();
    expect((await run(['--store', `sqlite:///${empty}`])).stderr).toMatch(
      /no table django_celery_results_taskresult; Django's migrate makes it/,
    );
    expect((await run([], { CELERY_RESULTS_STOER: 'x' })).stderr).toMatch(
      /the variable CELERY_RESULTS_STOER is not known/,
    );
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
    expect((await run(['migrate', '--store', `sqlite:///${fresh}`])).stdout).toBe('all tables are there\n');
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

  it('says that its port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    for (const flags of [['--port'], ['--port', '0', '--admin-port']]) {
      const ended = await run(['--store', results.url, ...flags, String(port)]);
      const sentence = `cannot listen on 127.0.0.1 port ${port}: it is in use`;
      expect([ended.code, ended.stdout, ended.stderr]).toEqual([2, '', `celery-results-server: ${sentence}\n`]);
    }
    taken.close();
  });

  it('finishes a request in flight on SIGTERM, closes waiting connections and exits with 0', async () => {
    const server = await startServer({ store: results.url });
    const { hostname, port } = new URL(server.url);
    const idle = connect(Number(port), hostname);
    await once(idle, 'connect');
    const half: Socket = connect(Number(port), hostname);
    await once(half, 'connect');
    half.write('GET /celery/task/status/ok/ HTTP/1.1\r\nHost: x\r\n');
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
    const server = await startServer({ store: results.url });
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
        // what arrives meanwhile is waited for, up to a second
        { timeout: 5_000 },
      )
      .toBe('closed');
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(1);
  });
});
