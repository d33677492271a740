import { migrate } from '@celery-results/server';
import {
  chromiumOrSkip,
  launchChromium,
  pythonOrSkip,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Site, startSite } from './site.ts';

const python = await pythonOrSkip();
const chromium = chromiumOrSkip();
const database = await testDatabaseOrSkip('sqlite');
const isMissing = python === undefined || chromium === undefined || database === undefined;

/** Seconds over which requests are counted, once a page has settled. */
const SECONDS = 5;
const IDS = Array.from({ length: 20 }, (_, index) => `bar-${index}`);

let site: Site;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  if (isMissing) return;
  await migrate((database as TestDatabase).url);
  site = await startSite(python as string, database as TestDatabase);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await database?.close();
});
beforeEach(async () => {
  if (!isMissing) page = await browser.newPage();
});
afterEach(() => page?.close());

async function store(id: string, status: string, result: unknown = null): Promise<void> {
  await database?.execute('DELETE FROM django_celery_results_taskresult WHERE task_id = ?', [id]);
  await database?.execute(
    `INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, date_created, date_done)
     VALUES (?, ?, 'application/json', 'utf-8', ?, '2026-01-02 03:04:05', '2026-01-02 03:04:05')`,
    [id, status, JSON.stringify(result)],
  );
}

async function storeGroup(id: string, members: readonly string[]): Promise<void> {
  await database?.execute(
    `INSERT INTO django_celery_results_groupresult (group_id, content_type, content_encoding, result, date_created, date_done)
     VALUES (?, 'application/json', 'utf-8', ?, '2026-01-02 03:04:05', '2026-01-02 03:04:05')`,
    [id, JSON.stringify([[id, null], members.map((member) => [[member, null], null])])],
  );
}

const FAILURE = { exc_type: 'ValueError', exc_message: ['no'], exc_module: 'builtins' };
const open = (base: string, query: string) => page.goto(`${site.url}?base=/${base}/&${query}`);
const show = (text: string) => page.getByText(text).first().waitFor({ timeout: 15_000 });

/** Requests of the page in some seconds by its own clock. */
async function count(seconds: number): Promise<number> {
  const until = (await page.evaluate(() => performance.now())) + seconds * 1_000;
  site.asked.length = 0;
  await page.waitForFunction((at) => performance.now() > at, until, { polling: 100, timeout: 60_000 });
  return site.asked.length;
}

/** Headless Chromium never hides a page by itself: only what the page is told is played. */
async function showTab(visible: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    },
    visible ? 'visible' : 'hidden',
  );
}

describe.skipIf(isMissing).each(['django', 'celery'])('a page on /%s/', (base) => {
  const isDjango = base === 'django';

  it('asks for twenty moving bars once a second each, in one request where there is a batch', async () => {
    for (const id of IDS) await store(id, 'PROGRESS', { current: 1, total: 4 });
    await open(base, `tasks=${IDS.join(',')}`);
    await show('running');
    await count(1.5);
    const asked = await count(SECONDS);
    expect(asked).toBeLessThanOrEqual(SECONDS * (isDjango ? 20 : 1.1) + (isDjango ? 20 : 1));
    expect(asked).toBeGreaterThanOrEqual((SECONDS - 1) * (isDjango ? 20 : 1));
    if (!isDjango) expect(new Set(site.asked)).toEqual(new Set(['POST /celery/v1/status/ 200']));
  });

  it('shows the end of a task, and asks no more: not on focus, nor when the page is shown again', async () => {
    await store('one', 'PROGRESS', { current: 1, total: 4, step: 'rows' });
    await open(base, 'tasks=one');
    await show('running rows');
    await store('one', 'SUCCESS', { rows: 3 });
    await show('done: {"rows":3}');
    await show('settled: succeeded');
    await showTab(false);
    await showTab(true);
    expect(await count(3)).toBe(0);
  });

  it('asks once on mount, although StrictMode rehearses', async () => {
    await store('once', 'SUCCESS', 1);
    await open(base, 'tasks=once');
    // the answer to the first page would count as the second page's
    await show('settled: succeeded');
    site.asked.length = 0;
    await page.reload();
    await show('settled: succeeded');
    expect(site.asked).toEqual([expect.stringMatching(/ 200$/)]);
  });

  it('asks nothing in a hidden tab, and once at once on return', async () => {
    await store('hidden', 'PROGRESS', { current: 1, total: 4 });
    await open(base, 'tasks=hidden');
    await show('running');
    await showTab(false);
    // what was under way may still be answered
    await count(0.5);
    expect(await count(3)).toBe(0);
    await store('hidden', 'FAILURE', FAILURE);
    await showTab(true);
    await show("failed: ValueError('no')");
    expect(site.asked).toHaveLength(1);
  });

  it('goes on where it was when the visitor comes back by the browser history', async () => {
    await store('back', 'PROGRESS', { current: 1, total: 4 });
    await open(base, 'tasks=back');
    await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => (document.title = `kept: ${persisted}`)));
    await show('running');
    await page.goto(`${site.url}?base=/${base}/`);
    await show('Tasks');
    expect(await count(2)).toBe(0);
    await store('back', 'SUCCESS', { rows: 1 });
    // a page out of the cache is not loaded again
    await page.goBack({ waitUntil: 'commit' });
    await show('done: {"rows":1}');
    expect(await page.title()).toBe('kept: true');
  });

  it('shows a group whose member failed, with one 500 at most', async () => {
    const members = ['a', 'b', 'c'].map((name) => `${base}-${name}`);
    await store(`${base}-a`, 'SUCCESS', 1);
    await store(`${base}-b`, 'FAILURE', FAILURE);
    await storeGroup(`${base}-g`, members);
    site.asked.length = 0;
    await open(base, `group=${base}-g`);
    await show('1 succeeded, 1 failed, 1 open!');
    await count(3);
    await store(`${base}-c`, 'SUCCESS', 1);
    await show('2 succeeded, 1 failed, 0 open!');
    expect(site.asked.filter((line) => line.endsWith(' 500')).length).toBeLessThanOrEqual(isDjango ? 1 : 0);
  });

  it('waits for a result, and shows in its place why there is none', async () => {
    await store('result', 'PROGRESS', { current: 1, total: 4 });
    await open(base, 'result=result&tasks=result');
    await show('waiting for the result');
    await store('result', 'SUCCESS', { rows: 7 });
    await show('7 rows');
    await store('none', 'REVOKED', {
      exc_type: 'TaskRevokedError',
      exc_message: ['terminated'],
      exc_module: 'celery.exceptions',
    });
    await open(base, 'result=none');
    await show('no result: TASK_REVOKED');
  });

  it('says when a request fails, and goes on', async () => {
    await store('lost', 'PROGRESS', { current: 1, total: 4 });
    const requests = new RegExp(`^http://[^/]+/${base}/`);
    await page.route(requests, (route) => route.abort());
    await open(base, 'tasks=lost');
    await page.getByRole('alert').waitFor({ timeout: 30_000 });
    await page.unroute(requests);
    await show('running');
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });
});
