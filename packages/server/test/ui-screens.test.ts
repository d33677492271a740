import { chromiumOrSkip, launchChromium } from '@celery-results/testing';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createJwtAuth, type OpenedStore, openStore } from '../src/index.ts';
import { openUi, type UiPage } from './browser/ui-page.ts';
import { failureAt, insertDay, taskAt } from './browser/ui-rows.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { groupResult, insertTask } from './stores/django-rows.ts';
import { type Claims, KEY, now, tokenOf } from './tokens.ts';
import { serveUi, type UiApp } from './ui-app.ts';

/** The screens of the status page in a browser: looks, keys, rights and extremes. */

const HOSTILE = '<img src=x onerror=alert(1)>"\'&amp;{{7*7}}\u202e';
const chromium = chromiumOrSkip();

describe.skipIf(chromium === undefined)('the status page', () => {
  let browser: Browser;
  let results: ResultsFile;
  let store: OpenedStore;
  let app: UiApp;
  let locked: UiApp;
  const tabs: UiPage[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
    results = await createResultsFile();
    const database = { execute: (sql: string, values: readonly (string | null)[] = []) => results.run(sql, values) };
    await insertDay(database);
    await insertTask(database, taskAt(5, { id: 'running', status: 'STARTED', result: null }));
    await insertTask(database, {
      ...failureAt(4, 'hostile'),
      task_name: HOSTILE,
      worker: HOSTILE,
      result: JSON.stringify({ exc_type: 'ValueError', exc_message: [HOSTILE], exc_module: 'builtins' }),
      traceback: HOSTILE,
    });
    await insertTask(database, taskAt(90, { id: 'huge', result: `{"rows": ["${'x'.repeat(50_000_000)}"], "n": 1}` }));
    const members = Array.from({ length: 10_000 }, (_, index) => `task-${index}`);
    results.group('large-group', groupResult('large-group', members));
    results.group(
      'outer',
      `[["outer", null], [[["task-1", null], null], ${groupResult('inner', ['task-2', 'task-3'])}]]`,
    );
    store = await openStore(results.url, { pollInterval: 200, timeout: 30_000 });
    app = await serveUi({ store, ui: { title: 'shop · staging', links: [{ label: 'Logs', url: '/logs/?q={id}' }] } });
    const auth = createJwtAuth({ keys: [KEY], cookie: '__Secure-celery-results' });
    locked = await serveUi({ store, auth, ui: {} });
  });
  afterEach(async () => {
    for (const tab of tabs.splice(0)) await tab.close();
  });
  afterAll(async () => {
    await browser?.close();
    app?.close();
    locked?.close();
    await store?.close();
    await results?.remove();
  });

  async function open(path: string, options: BrowserContextOptions = {}, served: UiApp = app): Promise<UiPage> {
    const ui = await openUi(browser, `${served.origin}/celery/ui/`, options);
    tabs.push(ui);
    await ui.open(path);
    return ui;
  }

  it.each([
    ['the list', '', 'older ›'],
    ['a failed task', 'tasks/task-00/', 'traceback'],
    ['a task with a result', 'tasks/task-01/', '12345678901234567890'],
    ['a task that runs', 'tasks/running/', 'so far'],
    ['an unknown task', 'tasks/nobody/', 'This page shows the task when it is stored'],
    ['a large group', 'groups/large-group/', 'show more of 10,000'],
    ['an unknown group', 'groups/nobody/', 'This group is not stored'],
    ['the overview', 'overview/', 'PERIODIC TASKS'],
    ['a list of nothing', '?status=NOTHING', 'Clear the filters'],
  ])('%s is accessible in both themes', async (_, path, text) => {
    const ui = await open(path);
    await ui.page.getByText(text).first().waitFor();
    await ui.checkAccess();
  });

  it.each([
    ['help', '?', 'Keys'],
    ['jump', 'Control+k', 'Jump'],
  ])('the dialog of %s is accessible', async (_, key, name) => {
    const ui = await open('');
    await ui.page.locator('tbody tr').first().waitFor();
    await ui.page.keyboard.press(key);
    await ui.page.getByRole('dialog', { name }).waitFor();
    await ui.checkAccess();
    await ui.page.keyboard.press('Escape');
    await expect.poll(() => ui.page.getByRole('dialog').count()).toBe(0);
  });

  it('can be used with the keyboard alone', async () => {
    const { page } = await open('');
    await page.locator('tbody tr').nth(49).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await page.locator('tr[aria-current]').getAttribute('data-state')).toBe('STARTED');
    await page.keyboard.press('3');
    await expect.poll(() => new URL(page.url()).search).toBe('?status=FAILURE');
    await page.keyboard.press('/');
    await page.keyboard.type('task-0');
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).search).toBe('?status=FAILURE&q=task-0');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'shop.export' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Id of' }).waitFor();
    await page.keyboard.type('overview');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('keeps the theme that was chosen', async () => {
    const ui = await open('');
    await ui.page.getByRole('link', { name: 'shop.mail' }).first().waitFor();
    const background = () => ui.page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await ui.page.keyboard.press('t');
    await expect.poll(background).not.toBe(light);
    await ui.page.reload();
    await ui.page.getByRole('link', { name: 'shop.mail' }).first().waitFor();
    expect(await background()).not.toBe(light);
  });

  it.each([[''], ['tasks/task-00/'], ['overview/'], ['groups/large-group/']])('/%s fits a phone', async (path) => {
    const { page } = await open(path, { viewport: { width: 360, height: 720 }, hasTouch: true, isMobile: true });
    await page.getByRole('link', { name: 'shop.' }).first().waitFor();
    const [width, shown] = await page.evaluate<number[]>('[document.documentElement.scrollWidth, window.innerWidth]');
    expect(width).toBe(shown);
  });

  it('shows hostile names, errors and tracebacks as text', async () => {
    const { page } = await open('tasks/hostile/');
    await page.getByRole('heading', { name: '<img' }).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(HOSTILE);
    expect(await page.getByLabel('Traceback', { exact: true }).textContent()).toBe(HOSTILE);
    expect(await page.locator('img').count()).toBe(0);
  });

  it('shows the start of a result of 50 MB, and reads the rest in a worker', async () => {
    const { page } = await open('tasks/huge/');
    await page.getByText('50.0 MB: its first 16.4 kB').waitFor();
    expect((await page.locator('pre').textContent())?.length).toBeLessThan(20_000);
    await page.getByRole('button', { name: 'show all as a tree' }).click();
    await page.getByText('1 item').waitFor({ timeout: 50_000 });
    expect(await page.locator('[class*=tree] [class*=key]').allInnerTexts()).toEqual(['rows', 'n']);
  });

  it('pages through a group of 10,000', async () => {
    const { page } = await open('groups/large-group/');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(100);
    await page.getByText('a cell is 10 members').waitFor();
    await page.getByRole('button', { name: 'show more of 10,000' }).click();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(200);
  });

  it('shows a group within a group', async () => {
    const ui = await open('groups/outer/');
    await ui.page.getByText('0 of 2 ready').waitFor();
    expect(await ui.page.getByRole('table', { name: 'Members of inner' }).locator('tbody tr').count()).toBe(2);
    expect(await ui.page.getByRole('table', { name: 'Members', exact: true }).locator('tbody tr').count()).toBe(1);
    await ui.checkAccess();
  });

  it('asks for a token, keeps it in a cookie, and works with it', async () => {
    const ui = await open('', {}, locked);
    await ui.page.getByRole('heading', { name: 'Sign in to see the tasks' }).waitFor();
    await ui.checkAccess();
    await ui.page.getByLabel('Token').fill(await tokenOf({ all: true, list: true, access: ['status', 'error'] }));
    await ui.page.getByRole('button', { name: 'Sign in' }).click();
    await ui.page.locator('tbody tr').nth(49).waitFor();
    expect(await ui.page.evaluate('document.cookie')).toBe('');
    await ui.open('tasks/task-01/');
    await ui.page.getByText('hidden by your access').first().waitFor();
    ui.expectComplaints(/status of 401/);
  });

  it('warns before a token expires, keeps what it shows, and takes another token', async () => {
    const ui = await open('', {}, locked);
    const signIn = async (claims: Claims): Promise<void> => {
      await ui.page.getByLabel('Token').fill(await tokenOf({ all: true, list: true, ...claims }));
      await ui.page.getByRole('button', { name: 'Sign in' }).click();
    };
    await signIn({ exp: now() + 55 });
    await ui.page.getByText('Your access ends soon.').waitFor();
    await ui.page.locator('tbody tr').nth(49).waitFor();
    await ui.checkAccess();
    await ui.page.getByRole('button', { name: 'Paste another token' }).click();
    await signIn({});
    await ui.page.getByText('Your access ends soon.').waitFor({ state: 'detached' });
    ui.expectComplaints(/status of 401/);
  });

  it('forgets a token when its visitor signs out, in all tabs', async () => {
    const ui = await open('', {}, locked);
    await ui.page.getByLabel('Token').fill(await tokenOf({ all: true, list: true }));
    await ui.page.getByRole('button', { name: 'Sign in' }).click();
    await ui.page.locator('tbody tr').nth(49).waitFor();
    const other = await ui.page.context().newPage();
    await other.goto(ui.page.url());
    await other.locator('tbody tr').nth(49).waitFor();
    await ui.page.getByRole('button', { name: 'Sign out' }).click();
    for (const page of [ui.page, other])
      await page.getByRole('heading', { name: 'Sign in to see the tasks' }).waitFor();
    expect(await ui.page.context().cookies()).toEqual([]);
    ui.expectComplaints(/status of 401/);
  });

  it('shows the last days by hours, and goes back to the hour before', async () => {
    const { page } = await open('overview/');
    await page.getByText('CHANGES BY MINUTE').waitFor();
    await page.getByRole('link', { name: '7 d' }).click();
    await page.getByText('CHANGES BY HOUR').waitFor();
    expect(new URL(page.url()).search).toBe('?window=7d');
    await page.goBack();
    await page.getByText('CHANGES BY MINUTE').waitFor();
  });

  it('leads a visitor without lists to a task by its id', async () => {
    const ui = await open('', {}, locked);
    await ui.page.getByLabel('Token').fill(await tokenOf({ tasks: ['task-01'] }));
    await ui.page.getByRole('button', { name: 'Sign in' }).click();
    await ui.page.getByRole('heading', { name: 'Your access does not include lists' }).waitFor();
    await ui.checkAccess();
    await ui.page.keyboard.press('Control+k');
    await ui.page.getByRole('combobox', { name: 'Id of' }).waitFor();
    await ui.page.keyboard.type('task-01');
    await ui.page.keyboard.press('Enter');
    await ui.page.getByText('12345678901234567890').waitFor();
    ui.expectComplaints(/status of 40[13]/);
  });

  it('leads to the logs of the operator', async () => {
    const { page } = await open('tasks/task-01/');
    expect(await page.getByRole('link', { name: 'Logs ↗' }).getAttribute('href')).toBe('/logs/?q=task-01');
  });

  it('copies what Python reads', async () => {
    const { page } = await open('tasks/task-01/', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy AsyncResult("task-01")' }).click();
    await page.getByText('Copied').waitFor({ state: 'attached' });
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('AsyncResult("task-01")');
  });
});
