import { fileURLToPath } from 'node:url';
import { migrate } from '@celery-results/server';
import {
  chromiumOrSkip,
  launchChromium,
  startServer,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import type { Browser, Page } from 'playwright-core';
import { type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const database = await testDatabaseOrSkip('sqlite');
const isMissing = chromiumOrSkip() === undefined || database === undefined;

/** Tests the page of an example in a browser, on our server. The examples of Vue and Svelte have the same page. */
export function describeTaskPage(title: string, root: URL): void {
  describe.skipIf(isMissing)(title, () => {
    let server: Awaited<ReturnType<typeof startServer>>;
    let site: PreviewServer;
    let browser: Browser;
    let page: Page;
    let requests: string[];

    beforeAll(async () => {
      const { url } = database as TestDatabase;
      await migrate(url);
      server = await startServer({ store: url });
      site = await preview({
        root: fileURLToPath(root),
        logLevel: 'error',
        preview: { host: '127.0.0.1', port: 0, proxy: { '/celery/': new URL(server.url).origin } },
      });
      browser = await launchChromium();
      page = await browser.newPage();
      page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
    });
    afterAll(async () => {
      await browser?.close();
      await site?.close();
      await server?.stop();
      await database?.close();
    });

    const open = async (query: string): Promise<void> => {
      requests = [];
      await page.goto(`${site.resolvedUrls?.local[0]}?${query}`);
    };
    const read = (): readonly string[] => requests.filter((line) => line.includes(' /celery/'));

    it('shows a task from the queue to its result, and then sends nothing', async () => {
      await open('tasks=one');
      await page.getByText('Waiting for a worker').waitFor();
      await store('one', 'PROGRESS', { current: 1, total: 4 });
      await expect.poll(() => page.getByRole('progressbar').getAttribute('value'), { timeout: 20_000 }).toBe('25');
      await page.getByText('0 of 1 ready, live').waitFor();
      await store('one', 'SUCCESS', { rows: 3 });
      await page.getByText('"rows": 3').or(page.getByText('"rows":3')).waitFor();
      await page.getByText('1 of 1 ready').waitFor();
      const sent = read().length;
      await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
      expect(read().length).toBe(sent);
    });

    it('follows other ids when the page changes them', async () => {
      await store('two', 'SUCCESS', 2);
      await store('three', 'FAILURE', { exc_type: 'ValueError', exc_message: ['no'], exc_module: 'builtins' });
      await open('tasks=two');
      await page.getByText('Result: 2').waitFor();
      await page.getByLabel('Ids of tasks').fill('two,three');
      await page.getByRole('button', { name: 'Follow' }).click();
      await page.getByRole('alert').getByText('no', { exact: true }).waitFor();
      await page.getByText('2 of 2 ready').waitFor();
      // the task that was read stays in the cache
      expect(read().filter((line) => line.includes('/two/'))).toHaveLength(1);
    });

    it('shows a group with a failed member', async () => {
      await store('four', 'SUCCESS', 4);
      await database?.execute(
        `INSERT INTO django_celery_results_groupresult
           (group_id, content_type, content_encoding, result, date_created, date_done)
         VALUES (?, 'application/json', 'utf-8', ?, '2026-01-02 03:04:05', '2026-01-02 03:04:05')`,
        ['g', JSON.stringify([['g', null], ['three', 'four'].map((id) => [[id, null], null])])],
      );
      await open('group=g');
      await page.getByText('Group: 1 succeeded, 1 failed').waitFor();
    });
  });
}

async function store(id: string, status: string, result: unknown): Promise<void> {
  await database?.execute('DELETE FROM django_celery_results_taskresult WHERE task_id = ?', [id]);
  await database?.execute(
    `INSERT INTO django_celery_results_taskresult
       (task_id, status, content_type, content_encoding, result, date_created, date_done)
     VALUES (?, ?, 'application/json', 'utf-8', ?, '2026-01-02 03:04:05', '2026-01-02 03:04:05')`,
    [id, status, JSON.stringify(result)],
  );
}
