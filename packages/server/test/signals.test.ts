import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foundOrSkip, type Listening, spawnListening, startServer } from '@celery-results/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled } from './is-installed.ts';
import { logLines } from './log-lines.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { KEY, OTHER_KEY, tokenOf } from './tokens.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Signals besides those that stop a server, and what a server reports to its service manager. */

let folder: string;
let first: ResultsFile;
let second: ResultsFile;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celery-results-signals-'));
  [first, second] = [await createResultsFile(), await createResultsFile()];
  first.task('ok', { result: '1' });
  second.task('ok', { result: '2' });
});
afterAll(async () => {
  await Promise.all([first.remove(), second.remove()]);
  await rm(folder, { recursive: true });
});

let server: Listening;
afterEach(() => server?.stop());

/** Replaces a file as those who rotate secrets do: at once. */
async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
  return path;
}

async function statusWith(key: string): Promise<number> {
  const headers = { Authorization: `Bearer ${await tokenOf({ tasks: ['ok'] }, key)}`, Connection: 'close' };
  return (await fetch(`${server.url}ok/done/`, { headers })).status;
}

/** The statuses of several connections: with workers, each reaches another one. */
async function statusesWith(key: string): Promise<readonly number[]> {
  return [...new Set(await Promise.all(Array.from({ length: 6 }, () => statusWith(key))))];
}

describe('SIGHUP', () => {
  it.each([1, 2])('makes %i workers read the keys again', async (workers) => {
    const file = await write('key', KEY);
    const args = ['--auth', 'jwt', '--auth-key-file', file, '--workers', String(workers)];
    server = await startServer({ store: first.url, args });
    expect([await statusesWith(KEY), await statusesWith(OTHER_KEY)]).toEqual([[200], [401]]);
    await write('key', OTHER_KEY);
    process.kill(server.pid, 'SIGHUP');
    await expect.poll(() => statusesWith(OTHER_KEY), { timeout: 5_000 }).toEqual([200]);
    // a token that was accepted a moment ago is not remembered
    expect(await statusesWith(KEY)).toEqual([401]);
    expect((await server.stop()).code).toBe(0);
  });

  it('leaves everything as it is when a file cannot be read, and says so without a secret', async () => {
    const file = await write('key', KEY);
    server = await startServer({ store: first.url, args: ['--auth', 'jwt', '--auth-key-file', file] });
    await write('key', 'short');
    process.kill(server.pid, 'SIGHUP');
    await expect.poll(server.output).toMatch(/the settings were not read again: a key has less than 32 bytes/);
    expect(server.output()).not.toContain('short');
    expect(await statusWith(KEY)).toBe(200);
  });

  it('makes the server read another store when its file names one', async () => {
    const file = await write('store', `${first.url}\n`);
    server = await spawnListening(process.execPath, [MAIN, '--store-file', file, '--port', '0']);
    const result = async (): Promise<string> => (await fetch(`${server.url}ok/status/`)).text();
    expect(await result()).toContain('"result": 1}');
    await write('store', second.url);
    process.kill(server.pid, 'SIGHUP');
    await expect.poll(result, { timeout: 5_000 }).toContain('"result": 2}');
    await write('store', 'sqlite:////nowhere/db.sqlite3');
    process.kill(server.pid, 'SIGHUP');
    const reasons = () => logLines(server.output()).map(({ reason }) => reason);
    await expect.poll(reasons, { timeout: 5_000 }).toContainEqual(expect.stringContaining('does not exist'));
    expect(await result()).toContain('"result": 2}');
  });

  it('makes the server read another replica when its file names one', async () => {
    const file = await write('replica', first.url);
    server = await startServer({ store: first.url, args: ['--replica-file', file] });
    const result = async (): Promise<string> => (await fetch(`${server.url}ok/status/`)).text();
    expect(await result()).toContain('"result": 1}');
    await write('replica', second.url);
    process.kill(server.pid, 'SIGHUP');
    await expect.poll(result, { timeout: 20_000 }).toContain('"result": 2}');
  });
});

describe('SIGUSR1', () => {
  it.each([1, 2])('opens no debugger in %i workers', async (workers) => {
    server = await startServer({ store: first.url, args: ['--workers', String(workers)] });
    const lines = () => logLines(server.output()).filter(({ msg }) => msg === 'a worker listens');
    if (workers > 1) await expect.poll(() => lines().length).toBe(workers);
    for (const pid of [server.pid, ...lines().map(({ pid = 0 }) => pid)]) process.kill(pid, 'SIGUSR1');
    for (let time = 0; time < 20; time += 1) expect((await fetch(new URL('/livez', server.url))).status).toBe(200);
    expect((await server.stop()).code).toBe(0);
    expect(server.output()).not.toMatch(/debugger/i);
  });
});

const notify = foundOrSkip(await isInstalled('systemd-notify'), 'systemd-notify is not installed');
const python = foundOrSkip(await isInstalled('python3'), 'python3 is not installed');

describe.skipIf(notify === undefined || python === undefined)('a service manager', () => {
  /** Receives what systemd would receive: Node has no sockets of that kind. */
  const RECEIVER = `
import socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print('http://127.0.0.1:1 bound', flush=True)
while True: print(receiver.recv(4096).decode(), flush=True)
`;

  it('learns when the server is ready, that it is alive, and when it stops', async () => {
    const path = join(folder, 'notify');
    const manager = await spawnListening('python3', ['-c', RECEIVER, path]);
    const env = { NOTIFY_SOCKET: path, WATCHDOG_USEC: '300000' };
    server = await startServer({ store: first.url, env });
    await expect.poll(manager.output, { timeout: 5_000 }).toMatch(/READY=1[\s\S]*WATCHDOG=1[\s\S]*WATCHDOG=1/);
    await server.stop();
    await expect.poll(manager.output, { timeout: 5_000 }).toContain('STOPPING=1');
    await manager.stop();
  });
});
