// @vitest-environment node
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromiumOrSkip, launchChromium } from '@celery-results/testing';
import type { Browser, Page } from 'playwright-core';
import { createServer, type Plugin, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Serves MSW's worker script, which `npx msw init` copies to the page's files in a real project. */
const workerScript: Plugin = {
  name: 'worker-script',
  configureServer: ({ middlewares }) => {
    middlewares.use('/mockServiceWorker.js', async (_request, response) => {
      response.setHeader('Content-Type', 'text/javascript');
      response.end(await readFile(fileURLToPath(import.meta.resolve('msw/mockServiceWorker.js'))));
    });
  },
};

describe.skipIf(chromiumOrSkip() === undefined)('the fake Celery in a browser', () => {
  let vite: ViteDevServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const root = fileURLToPath(new URL('page', import.meta.url));
    const server = { host: '127.0.0.1', port: 0 };
    vite = await createServer({ root, configFile: false, logLevel: 'error', server, plugins: [workerScript] });
    await vite.listen();
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(vite.resolvedUrls?.local[0] ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await vite?.close();
  });

  it('serves the page through the service worker', async () => {
    await page.getByText('10 rows').waitFor();
  });

  it('announces the batch in a header, and serves it', async () => {
    const responses = await page.evaluate(async () => {
      const single = await fetch('/celery/task/status/import-1/');
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ tasks: { 'import-1': null } });
      const batch = await fetch('/celery/v1/status/', { method: 'POST', headers, body });
      return [single.headers.get('link'), await batch.json()];
    });
    expect(responses).toMatchObject([
      '</celery/v1/>; rel="urn:celery-results:v1", </celery/v1/events/>; rel="urn:celery-results:events"',
      { tasks: { 'import-1': { status: 'SUCCESS', result: { rows: 10 } } } },
    ]);
  });

  it('redirects to a login page, as after the end of a session', async () => {
    const redirected = await page.evaluate(`
      fake.failNext('login');
      fetch('/celery/task/status/import-1/')
        .then(({ redirected, status, url }) => [redirected, status, new URL(url).pathname]);
    `);
    expect(redirected).toEqual([true, 200, '/accounts/login/']);
  });
});
