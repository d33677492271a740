import {
  chromiumOrSkip,
  freePort,
  type Listening,
  launchChromium,
  type OwnRedis,
  ownRedisOrSkip,
  pythonOrSkip,
  spawnListening,
  startServer,
} from '@celery-results/testing';
import type { Browser, Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;
const python = await pythonOrSkip();
const chromium = chromiumOrSkip();
const redis = python === undefined || chromium === undefined ? undefined : await ownRedisOrSkip();

describe.skipIf(redis === undefined)('a page of FastAPI with a real worker and Redis', () => {
  if (python !== undefined && redis !== undefined) hold(python, redis);
});

function hold(python: string, redis: OwnRedis): void {
  const started: Listening[] = [];
  let site: PreviewServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const env = { REDIS_URL: redis.url, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' };
    const spawn = (args: string, pattern: RegExp): Promise<Listening> =>
      spawnListening(python, args.split(' '), { cwd: ROOT, env, pattern, timeout: 120_000 });
    const [api, ours, worker] = await Promise.all([
      spawn(`-m uvicorn shop.main:api --port ${await freePort()}`, /running on (http:\S+)/),
      startServer({ store: redis.url }),
      spawn('-m celery -A shop.tasks worker -c 2 -l INFO --without-gossip --without-mingle', /ready\./),
      build({ root: ROOT, logLevel: 'error' }),
    ]);
    started.push(api, ours, worker);
    const proxy = { '/api': api.url, '/celery': new URL(ours.url).origin };
    site = await preview({ root: ROOT, preview: { host: '127.0.0.1', port: await freePort(), proxy } });
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(site.resolvedUrls?.local[0] ?? '');
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await Promise.all(started.map((process) => process.stop()));
    await redis.stop();
  });

  it('shows the progress and the result of a task', async () => {
    await page.getByRole('button', { name: 'Build the report' }).click();
    const bar = page.getByRole('progressbar');
    await bar.waitFor();
    await expect
      .poll(async () => Number(await bar.getAttribute('value').catch(() => 0)), { timeout: 30_000, interval: 20 })
      .toBeGreaterThan(0);
    await page.getByText('20 rows').waitFor({ timeout: 60_000 });
  });

  it('shows the error of a task', async () => {
    await page.getByRole('button', { name: 'Load prices' }).click();
    await page.getByText('row 7: price is missing', { exact: true }).waitFor({ timeout: 60_000 });
  });

  it('shows a saved group', async () => {
    await page.getByRole('button', { name: 'Make thumbnails' }).click();
    await page.getByText('8 of 8 thumbnails').waitFor({ timeout: 60_000 });
  });
}
