import { AxeBuilder } from '@axe-core/playwright';
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

/** Seconds in which a test counts requests. */
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
  if (!isMissing) page = await (await browser.newContext()).newPage();
});
afterEach(() => page?.context().close());

async function store(id: string, status: string, result: unknown = null): Promise<void> {
  await database?.execute('DELETE FROM django_celery_results_taskresult WHERE task_id = ?', [id]);
  await database?.execute(
    `INSERT INTO django_celery_results_taskresult
       (task_id, status, content_type, content_encoding, result, date_created, date_done)
     VALUES (?, ?, 'application/json', 'utf-8', ?, '2026-01-02 03:04:05', '2026-01-02 03:04:05')`,
    [id, status, JSON.stringify(result)],
  );
}

async function storeGroup(id: string, members: readonly string[]): Promise<void> {
  await database?.execute(
    `INSERT INTO django_celery_results_groupresult
       (group_id, content_type, content_encoding, result, date_created, date_done)
     VALUES (?, 'application/json', 'utf-8', ?, '2026-01-02 03:04:05', '2026-01-02 03:04:05')`,
    [id, JSON.stringify([[id, null], members.map((member) => [[member, null], null])])],
  );
}

const FAILURE = { exc_type: 'ValueError', exc_message: ['no'], exc_module: 'builtins' };
const open = (base: string, query: string) => page.goto(`${site.url}?base=/${base}/&${query}`);
const waitForText = (text: string) => page.getByText(text).first().waitFor({ timeout: 60_000 });

/** Counts the page's requests for a number of seconds, by the page's own clock. */
async function countRequests(seconds: number): Promise<number> {
  const until = (await page.evaluate(() => performance.now())) + seconds * 1_000;
  site.requests.length = 0;
  await page.waitForFunction((at) => performance.now() > at, until, { polling: 100, timeout: 60_000 });
  return site.requests.length;
}

/** Hides or shows the tab, as the page sees it. Headless Chromium itself never hides a tab. */
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

  it('reads each of twenty running tasks once a second, and none while the server pushes', async () => {
    for (const id of IDS) await store(id, 'PROGRESS', { current: 1, total: 4 });
    await open(base, `tasks=${IDS.join(',')}`);
    await waitForText('running');
    // on a busy machine a poll may come before the stream
    if (!isDjango) await expect.poll(() => countRequests(1.5)).toBe(0);
    const requests = await countRequests(SECONDS);
    expect(requests).toBeLessThanOrEqual(isDjango ? SECONDS * 20 + 20 : 0);
    // a busy machine answers later than every second
    expect(requests).toBeGreaterThanOrEqual(isDjango ? 20 : 0);
  });

  it('shows the end of a task, and sends no request afterwards, also after focus', async () => {
    await store('one', 'PROGRESS', { current: 1, total: 4, step: 'rows' });
    await open(base, 'tasks=one');
    await waitForText('running rows');
    await store('one', 'SUCCESS', { rows: 3 });
    await waitForText('done: {"rows":3}');
    await waitForText('settled: succeeded');
    await showTab(false);
    await showTab(true);
    expect(await countRequests(3)).toBe(0);
  });

  it('reads once on mount in StrictMode, and asks our server once for the rest of the row', async () => {
    await store('once', 'SUCCESS', 1);
    await open(base, 'tasks=once');
    // waits for all responses of the first load, so that they do not count
    await waitForText('settled: succeeded');
    site.requests.length = 0;
    await page.reload();
    await waitForText('settled: succeeded');
    const read = expect.stringMatching(/^GET .* 200$/);
    expect(site.requests).toEqual(isDjango ? [read] : [read, expect.stringMatching(/^POST .*status\/ 200$/)]);
  });

  it('sends no poll in a hidden tab, and shows the state at once when it is visible again', async () => {
    await store('hidden', 'PROGRESS', { current: 1, total: 4 });
    await open(base, 'tasks=hidden');
    await waitForText('running');
    await showTab(false);
    // the response of an earlier request may still arrive
    await countRequests(0.5);
    expect(await countRequests(3)).toBe(0);
    await store('hidden', 'FAILURE', FAILURE);
    await showTab(true);
    await waitForText('failed: no');
    expect(site.requests.length).toBeLessThanOrEqual(1);
  });

  it('continues when the visitor returns by the browser history', async () => {
    await store('back', 'PROGRESS', { current: 1, total: 4 });
    await open(base, 'tasks=back');
    await page.evaluate(() =>
      addEventListener('pageshow', ({ persisted }) => (document.title = `persisted: ${persisted}`)),
    );
    await waitForText('running');
    await page.goto(`${site.url}?base=/${base}/`);
    await waitForText('Tasks');
    expect(await countRequests(2)).toBe(0);
    await store('back', 'SUCCESS', { rows: 1 });
    // a page of the back/forward cache is not loaded again
    await page.goBack({ waitUntil: 'commit' });
    await waitForText('done: {"rows":1}');
    expect(await page.title()).toBe('persisted: true');
  });

  it('shows a group with a failed member, with at most one 500', async () => {
    const members = ['a', 'b', 'c'].map((name) => `${base}-${name}`);
    await store(`${base}-a`, 'SUCCESS', 1);
    await store(`${base}-b`, 'FAILURE', FAILURE);
    await storeGroup(`${base}-g`, members);
    site.requests.length = 0;
    await open(base, `group=${base}-g`);
    await waitForText('1 succeeded, 1 failed, 1 open!');
    await countRequests(3);
    await store(`${base}-c`, 'SUCCESS', 1);
    await waitForText('2 succeeded, 1 failed, 0 open!');
    expect(site.requests.filter((line) => line.endsWith(' 500')).length).toBeLessThanOrEqual(isDjango ? 1 : 0);
  });

  it('suspends until a result, and shows the error of a task without one', async () => {
    await store('result', 'PROGRESS', { current: 1, total: 4 });
    await open(base, 'result=result&tasks=result');
    await waitForText('waiting for the result');
    await store('result', 'SUCCESS', { rows: 7 });
    await waitForText('7 rows');
    await store('none', 'REVOKED', {
      exc_type: 'TaskRevokedError',
      exc_message: ['terminated'],
      exc_module: 'celery.exceptions',
    });
    await open(base, 'result=none');
    await waitForText('no result: TASK_REVOKED');
  });

  it('shows the error of a failed request, and goes on', async () => {
    await store('lost', 'PROGRESS', { current: 1, total: 4 });
    const requests = new RegExp(`^http://[^/]+/${base}/`);
    await page.route(requests, (route) => route.abort());
    await open(base, 'tasks=lost');
    await page.getByRole('alert').waitFor({ timeout: 30_000 });
    await page.unroute(requests);
    await waitForText('running');
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });
});

describe.skipIf(isMissing)('two tabs of one page', () => {
  it('share one stream, and the second goes on when the first is closed', async () => {
    await store('first', 'PROGRESS', { current: 1, total: 4 });
    await store('second', 'PROGRESS', { current: 1, total: 4 });
    site.requests.length = 0;
    await open('celery', 'tasks=first');
    await waitForText('running');
    await expect.poll(() => site.streams, { timeout: 15_000 }).toBe(1);
    const other = await page.context().newPage();
    await other.goto(`${site.url}?base=/celery/&tasks=second`);
    await other.getByText('running').first().waitFor();
    // the first tab opens a stream for both, and closes the one before
    await expect.poll(() => site.requests.filter(isStream).length, { timeout: 15_000 }).toBe(2);
    await expect.poll(() => site.streams, { timeout: 15_000 }).toBe(1);
    await store('second', 'PROGRESS', { current: 3, total: 4, step: 'pages' });
    await other.getByText('running pages').first().waitFor({ timeout: 60_000 });
    await page.close();
    await expect.poll(() => site.requests.filter(isStream).length, { timeout: 15_000 }).toBe(3);
    await store('second', 'SUCCESS', { rows: 2 });
    await other.getByText('done: {"rows":2}').first().waitFor({ timeout: 60_000 });
    await expect.poll(() => site.streams, { timeout: 15_000 }).toBe(0);
    await other.close();
  });
});

function isStream(line: string): boolean {
  return line === 'POST /celery/v1/events/ 200';
}

describe.skipIf(isMissing).each(['light', 'dark'] as const)('the page in %s', (colorScheme) => {
  it('has no finding of axe, whatever the states', async () => {
    await page.emulateMedia({ colorScheme });
    for (const [id, status, result] of [
      ['s1', 'SUCCESS', 1],
      ['s2', 'FAILURE', FAILURE],
      ['s3', 'RETRY', FAILURE],
      ['s4', 'PROGRESS', { current: 1, total: 3, step: 'rows' }],
    ] as const)
      await store(id, status, result);
    await storeGroup(`states-${colorScheme}`, ['s1', 's2', 's4']);
    await open('celery', `tasks=s1,s2,s3,s4,s5&group=states-${colorScheme}`);
    await waitForText('running rows');
    await waitForText('1 succeeded, 1 failed');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ failureSummary }) => failureSummary)])).toEqual([]);
  });
});

describe.skipIf(isMissing)('the page of the README', () => {
  it('shows the progress and the result of one task', async () => {
    await store('start', 'PROGRESS', { current: 1, total: 4 });
    await page.goto(`${site.url}start.html?task=start`);
    await page.getByRole('progressbar').waitFor();
    expect(await page.getByRole('progressbar').getAttribute('value')).toBe('25');
    await store('start', 'SUCCESS', { rows: 3 });
    await waitForText('3 rows');
  });
});
