import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { open, readFile, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foundOrSkip, freePort } from '@celery-results/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { logLines } from './log-lines.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { mountTmpfs } from './tmpfs.ts';

/** A log whose reader has stopped: the service goes on, and ends in time. */

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** Bytes of a disk that is soon full. */
const DISK_BYTES = 256 * 1024;
/** Milliseconds in which a server without requests in flight ends. */
const STOP_MS = 5_000;

let results: ResultsFile;
beforeAll(async () => {
  results = await createResultsFile();
  results.task('ok', { result: '1' });
});
afterAll(() => results.remove());

let child: ChildProcess;
let url: string;
afterEach(() => {
  child.kill('SIGKILL');
});

async function start(stdout: 'pipe' | number, args: readonly string[] = []): Promise<void> {
  const port = await freePort();
  url = `http://127.0.0.1:${port}/celery/`;
  child = spawn(process.execPath, [MAIN, '--store', results.url, '--port', String(port), ...args], {
    stdio: ['ignore', stdout, 'pipe'],
  });
  const isReady = (): Promise<boolean> =>
    fetch(new URL('/readyz', url)).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady, { timeout: 20_000 }).toBe(true);
}

/** Asks until the log has more bytes than anything keeps for it. */
async function fillLog(): Promise<void> {
  const headers = { 'X-Request-Id': 'r'.repeat(128) };
  for (let round = 0; round < 150; round += 1) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => fetch(`${url}ok/done/`, { headers })));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  }
}

async function stop(): Promise<number | null> {
  const began = performance.now();
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = await exit;
  expect(performance.now() - began).toBeLessThan(STOP_MS);
  return code;
}

describe('a reader of standard output that stops', () => {
  it.each([1, 2])('harms neither answers nor the end of %i workers', async (workers) => {
    const port = await freePort();
    await start('pipe', ['--workers', String(workers), '--admin-port', String(port)]);
    // nothing reads the pipe from the beginning: the process's own lines fill it, too
    await fillLog();
    await fillLog();
    expect((await fetch(`${url}ok/done/`)).status).toBe(200);
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(Number(/^celery_results_log_lines_dropped_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(1_000);
    expect(await stop()).toBe(0);
  });

  it('gets whole lines when it reads on, and the number of the lines that were dropped', async () => {
    await start('pipe');
    await fillLog();
    await fillLog();
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part) => (text += part));
    const dropped = (): number => logLines(text).reduce((sum, { lines }) => sum + Number(lines ?? 0), 0);
    await expect.poll(dropped, { timeout: 10_000 }).toBeGreaterThan(0);
    const closed = once(child, 'close');
    expect(await stop()).toBe(0);
    await closed;
    const [first, ...lines] = text.trimEnd().split('\n');
    expect(first).toMatch(/^listening on /);
    expect(lines.filter((line) => !line.startsWith('{') || !line.endsWith('}'))).toEqual([]);
    const requests = logLines(text).filter(({ msg }) => msg === 'request').length;
    expect(requests + dropped()).toBe(15_000 + logLines(text).filter(({ route }) => route === 'readyz').length);
  });

  it('may be gone altogether', async () => {
    await start('pipe');
    child.stdout?.destroy();
    await fillLog();
    expect(await stop()).toBe(0);
  });
});

const disk = foundOrSkip(await mountTmpfs(DISK_BYTES), 'a tmpfs cannot be mounted: that takes root');

describe.skipIf(disk === undefined)('standard output on a full disk', () => {
  afterAll(() => disk?.unmount());

  it.each([1, 2])('harms neither answers nor the end of %i workers, and lines are whole again', async (workers) => {
    const folder = disk?.folder ?? '';
    const [log, filler] = [join(folder, `log-${workers}`), join(folder, 'filler')];
    const file = await open(log, 'a');
    await start(file.fd, ['--workers', String(workers)]);
    // half of the disk is something else, which is removed later
    const other = await open(filler, 'w');
    await other.write(Buffer.alloc(DISK_BYTES / 2));
    await other.close();
    await fillLog();
    await unlink(filler);
    const dropped = async (): Promise<number> => {
      await (await fetch(`${url}ok/done/`)).arrayBuffer();
      return logLines(await readFile(log, 'utf8')).reduce((sum, { lines }) => sum + Number(lines ?? 0), 0);
    };
    await expect.poll(dropped, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(await stop()).toBe(0);
    await file.close();
    const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
    const cut = lines.filter((line) => line.startsWith('{') && !line.endsWith('}'));
    // the line at which the disk was full, of each process
    expect(cut.length).toBeLessThanOrEqual(workers + 1);
    expect(lines.filter((line) => !/^(?:\{|listening|$)/.test(line))).toEqual([]);
    await rm(log);
  });

  it('is full from the beginning', async () => {
    await start(openSync('/dev/full', 'w'));
    await fillLog();
    expect(await stop()).toBe(0);
  });
});
