import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
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
  it('serves the URLs of the three curl lines that it prints', async () => {
    const lines = [...demo.output().matchAll(/curl (http:\S+)/g)].map((line) => line[1] ?? '');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect((await fetch(line)).status).toBe(200);
    expect(await get('celery/task/status/demo-slow-1/')).toMatch(
      /^\{"task": \{"id": "demo-slow-1", "status": "[A-Z]+", "result": /,
    );
  });

  it('serves the status page with an imitated history of a day', async () => {
    const [, url = ''] = /Open (\S+\/ui\/) for the status page/.exec(demo.output()) ?? [];
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toContain('Demo · imitated history');
    const { tasks } = JSON.parse(await get('celery/v1/tasks/?limit=200&status=FAILURE'));
    expect(tasks.length).toBeGreaterThan(50);
    expect(new Set(tasks.map(({ name }: { name: string }) => name)).size).toBeGreaterThan(3);
  });

  it('serves a script that uses the client', async () => {
    const runScript = async (id: string): Promise<string> =>
      (await run(process.execPath, ['src/ask.ts', `${demo.url}celery/`, id], { cwd: ROOT })).stdout.trim();
    expect(await runScript('nobody')).toBe('pending');
    await expect.poll(() => runScript('demo-fails-1'), { timeout: 20_000 }).toBe('failed: row 7: price is missing');
  });

  describe.skipIf(chromium === undefined)('in a browser', () => {
    let browser: Browser;
    let page: Page;
    beforeAll(async () => {
      browser = await launchChromium();
      // axe opens a page of its own in the context
      page = await (await browser.newContext()).newPage();
      await page.goto(demo.url);
    });
    afterAll(() => browser?.close());

    const card = (title: string) => page.getByRole('region', { name: title });

    it('moves a bar to 100 %', async () => {
      const bar = card('A slow task').getByRole('progressbar');
      const reached = new Set<number>();
      // a browser that starts slowly may miss a round: the next one has the same tasks
      await expect
        .poll(
          async () => {
            reached.add(Number(await bar.getAttribute('aria-valuenow')));
            return reached.has(100) && [...reached].some((percent) => percent > 0 && percent < 100);
          },
          { timeout: 30_000, interval: 50 },
        )
        .toBe(true);
    });

    it('shows the failing task with its class, message and traceback', async () => {
      const failing = card('A task that fails');
      const summary = failing.locator('summary');
      await summary.click();
      expect(await summary.textContent()).toBe('ValueError: row 7: price is missing');
      expect(await failing.locator('pre').textContent()).toContain('Traceback (most recent call last)');
    });

    it('counts the members of the group, one of them failed', async () => {
      await card('A group of eight').getByText('8 of 8 ready').waitFor({ timeout: 30_000 });
      await card('A group of eight').getByText('7 succeeded, 1 failed, 0 running, 0 pending').waitFor();
    });

    it.each(['light', 'dark'] as const)('has no finding of axe (%s)', async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ failureSummary }) => failureSummary)])).toEqual([]);
    });
  });

  it('exits with 0 on SIGTERM', async () => {
    expect((await demo.stop()).code).toBe(0);
  });
});
