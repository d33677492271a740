import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, type Listening, spawnListening, startServer } from '@celery-results/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { runCommand } from './run-command.ts';

/** Where a server listens. */

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const WORKERS = [1, 2] as const;

let results: ResultsFile;
let folder: string;
let socket: string;
beforeAll(async () => {
  results = await createResultsFile();
  folder = await mkdtemp(join(tmpdir(), 'celery-results-socket-'));
  socket = join(folder, 'socket');
});
afterAll(async () => {
  await results.remove();
  await rm(folder, { recursive: true });
});

let server: Listening | undefined;
afterEach(() => server?.stop());

/** Starts a server at the socket. */
async function startAtSocket(...args: readonly string[]): Promise<Listening> {
  const all = [MAIN, '--store', results.url, '--listen', `unix:${socket}`, ...args];
  server = await spawnListening(process.execPath, all, { pattern: /listening on (\S+)/ });
  return server;
}

async function statusOverSocket(path: string): Promise<number | undefined> {
  const [response] = (await once(get({ socketPath: socket, path, agent: false }), 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

const exists = (): Promise<boolean> =>
  stat(socket).then(
    () => true,
    () => false,
  );

describe('a Unix socket', () => {
  it.each(WORKERS)('is listened at by %i workers without auth, for owner and group, and removed', async (workers) => {
    const { url } = await startAtSocket('--workers', String(workers));
    expect(url).toBe(`unix:${socket}:/celery/`);
    await expect.poll(() => statusOverSocket('/celery/x/done/'), { timeout: 10_000 }).toBe(200);
    expect((await stat(socket)).mode & 0o777).toBe(0o660);
    const health = await runCommand(['--healthcheck', '--listen', `unix:${socket}`]);
    expect(health).toMatchObject({ code: 0, stdout: `http://localhost/readyz over ${socket} answers 200\n` });
    expect((await server?.stop())?.code).toBe(0);
    expect(await exists()).toBe(false);
  });

  it('tells visitors apart by trusted proxies alone, and says so once at start', async () => {
    const logged = async (...args: readonly string[]): Promise<string> => {
      const { output } = await startAtSocket('--workers', '2', ...args);
      await expect.poll(() => statusOverSocket('/celery/x/done/'), { timeout: 10_000 }).toBe(200);
      await server?.stop();
      return output();
    };
    expect((await logged()).split('share the limits of one address')).toHaveLength(2);
    expect(await logged('--trusted-proxies', '1')).not.toContain('share the limits of one address');
  });

  it.each(WORKERS)('of a killed server is replaced by %i workers', async (workers) => {
    const killed = await startAtSocket();
    process.kill(killed.pid, 'SIGKILL');
    await killed.ended;
    expect(await exists()).toBe(true);
    await startAtSocket('--workers', String(workers), '--socket-mode', '600');
    await expect.poll(() => statusOverSocket('/readyz')).toBe(200);
    expect((await stat(socket)).mode & 0o777).toBe(0o600);
  });

  it('of a process that listens is waited for', async () => {
    const other = createServer().listen(socket);
    await once(other, 'listening');
    const args = [MAIN, '--store', results.url, '--listen', `unix:${socket}`];
    server = await spawnListening(process.execPath, args, {
      pattern: /listening on (\S+)/,
      onOutput: (text) => {
        if (text.includes(`the socket ${socket} is in use`)) other.close();
      },
    });
    await expect.poll(() => statusOverSocket('/readyz')).toBe(200);
  });

  it('is no file of another kind', async () => {
    const port = await freePort();
    server = await startServer({ store: results.url, args: ['--port', String(port)] });
    for (const [args, words] of [
      [['--listen', 'unix:relative'], /listen "unix:relative" is not like unix:\/run/],
      [['--listen', `unix:/${'x'.repeat(120)}`], /more than 107 bytes/],
      [['--listen', 'unix:/a', '--port', '1'], /there are listen and port \(flag --port\): give one of them/],
      [['--socket-mode', '660'], /socket mode is for --listen/],
      [['--listen', 'unix:/a', '--socket-mode', '9'], /socket mode "9" is not like 660/],
    ] as const)
      expect(await runCommand(['--store', results.url, ...args])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(words),
      });
    expect(await exists()).toBe(false);
  });
});

describe('a port', () => {
  it('comes from PORT, unless it is set', async () => {
    const [fromPlatform, fromFlag] = [await freePort(), await freePort()];
    const env = { PORT: String(fromPlatform) };
    server = await spawnListening(process.execPath, [MAIN, '--store', results.url], { env });
    expect(server.url).toBe(`http://127.0.0.1:${fromPlatform}/celery/`);
    await server.stop();
    const args = ['--port', String(fromFlag)];
    server = await startServer({ store: results.url, args, env });
    expect(server.url).toBe(`http://127.0.0.1:${fromFlag}/celery/`);
    const printed = await runCommand(['--print-config', '--store', 'sqlite:///a'], env);
    expect(JSON.parse(printed.stdout).port).toEqual({ value: env.PORT, from: 'variable PORT' });
  });
});

describe('an IPv6 address', () => {
  it.each(['::1', '[::1]'])('may be %s', async (host) => {
    server = await startServer({ store: results.url, args: ['--host', host] });
    expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+\/celery\/$/);
    const ready = new URL('/readyz', server.url);
    await expect.poll(async () => (await fetch(ready)).status).toBe(200);
    const { port } = new URL(server.url);
    expect(await runCommand(['--healthcheck', '--host', host, '--port', port])).toMatchObject({ code: 0 });
  });

  it('of all networks answers IPv4 too, for clients and for the health check', async () => {
    const args = ['--host', '::', '--auth', 'none', '--workers', '2'];
    const port = await freePort();
    const all = [MAIN, '--store', results.url, '--port', String(port), ...args];
    server = await spawnListening(process.execPath, all, { pattern: /listening on (\S+)/ });
    for (const address of ['127.0.0.1', '[::1]'])
      expect((await fetch(`http://${address}:${port}/celery/x/done/`)).status).toBe(200);
    expect(await runCommand(['--healthcheck', '--port', String(port), ...args])).toMatchObject({ code: 0 });
  });
});

describe('a password in the command line', () => {
  const WARNING = 'the password of --store can be read by every user of this machine';
  const store = 'postgres://a:canary@127.0.0.1:1/d';

  it.each(WORKERS)('is warned of once by %i workers, and one in a variable is not', async (workers) => {
    const args = ['--workers', String(workers)];
    server = await startServer({ store, args });
    expect(server.output().split(WARNING)).toHaveLength(2);
    expect(server.output()).not.toContain('canary');
    await server.stop();
    const env = { CELERY_RESULTS_STORE: store, CELERY_RESULTS_PORT: '0' };
    server = await spawnListening(process.execPath, [MAIN, ...args], { env });
    await server.stop();
    expect(server.output()).not.toContain(WARNING);
  });
});
