import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chromiumOrSkip, type Listening, launchChromium, spawnListening } from '@celery-results/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;
const chromium = chromiumOrSkip();
const run = promisify(execFile);

let demo: Listening;
beforeAll(async () => {
  demo = await spawnListening(process.execPath, ['src/main.ts', '--port', '0', '--pace', '0.15'], {
    cwd: ROOT,
    pattern: /Open (http:\S+\/) and/,
  });
});
afterAll(() => demo?.stop());

const get = async (path: string): Promise<string> => (await fetch(new URL(path, demo.url))).text();

describe('the demo', () => {
  it('answers the three curl lines that it prints', async () => {
    const lines = [...demo.output().matchAll(/curl (http:\S+)/g)].map((line) => line[1] ?? '');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect((await fetch(line)).status).toBe(200);
    expect(await get('celery/task/status/demo-slow-1/')).toMatch(
      /^\{"task": \{"id": "demo-slow-1", "status": "[A-Z]+", "result": /,
    );
  });

  it('is asked by a script through the client', async () => {
    const ask = async (id: string): Promise<string> =>
      (await run(process.execPath, ['src/ask.ts', `${demo.url}celery/`, id], { cwd: ROOT })).stdout.trim();
    expect(await ask('nobody')).toBe('pending');
    await expect
      .poll(() => ask('demo-fails-1'), { timeout: 20_000 })
      .toBe("failed: ValueError('row 7: price is missing')");
  });

  describe.skipIf(chromium === undefined)('in a browser', () => {
    let browser: Browser;
    let page: Page;
    beforeAll(async () => {
      browser = await launchChromium();
      page = await browser.newPage();
      await page.goto(demo.url);
    });
    afterAll(() => browser?.close());

    const card = (title: string) => page.getByRole('region', { name: title });

    it('moves a bar to 100 %', async () => {
      const bar = card('A slow task').getByRole('progressbar');
      const reached = new Set<number>();
      await expect
        .poll(
          async () => {
            const now = Number(await bar.getAttribute('aria-valuenow'));
            reached.add(now);
            return now;
          },
          { timeout: 30_000, interval: 50 },
        )
        .toBe(100);
      expect([...reached].some((percent) => percent > 0 && percent < 100)).toBe(true);
    });

    it('shows the failing task with its class and traceback', async () => {
      const failing = card('A task that fails');
      const summary = failing.locator('summary');
      await summary.click();
      expect(await summary.textContent()).toBe("builtins.ValueError: ValueError('row 7: price is missing')");
      expect(await failing.locator('pre').textContent()).toContain('Traceback (most recent call last)');
    });

    it('counts the members of the group, of which one fails', async () => {
      await card('A group of eight').getByText('8 of 8 ready').waitFor({ timeout: 30_000 });
      await card('A group of eight').getByText('7 succeeded, 1 failed, 0 running, 0 pending').waitFor();
    });
  });

  it('stops at once and cleanly on SIGTERM', async () => {
    expect((await demo.stop()).code).toBe(0);
  });
});
