import { chromiumOrSkip, launchChromium, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate, type OpenedStore, openStore } from '../src/index.ts';
import { openUi, type UiPage } from './browser/ui-page.ts';
import { ago, insertDay, taskAt } from './browser/ui-rows.ts';
import { groupResult, insertGroup, insertTask } from './stores/django-rows.ts';
import { serveUi, type UiApp } from './ui-app.ts';

/** The status page in a browser, on each database. */

const chromium = chromiumOrSkip();
let browser: Browser;
beforeAll(async () => {
  if (chromium !== undefined) browser = await launchChromium();
});
afterAll(() => browser?.close());

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = chromium === undefined ? undefined : await testDatabaseOrSkip(kind);
  describe.skipIf(!database)(`the page on ${kind}`, () => {
    const { url, execute, close } = database as TestDatabase;
    let store: OpenedStore;
    let app: UiApp;
    let ui: UiPage;
    beforeAll(async () => {
      await migrate(url);
      await insertDay({ execute });
      await insertGroup({ execute }, { id: 'g-1', result: groupResult('g-1', ['task-00', 'task-01', 'task-99']) });
      store = await openStore(url, { pollInterval: 200, timeout: 30_000 });
      app = await serveUi({ store, ui: {} });
    });
    beforeEach(async () => {
      ui = await openUi(browser, `${app.origin}/celery/ui/`);
    });
    afterEach(() => ui.close());
    afterAll(async () => {
      app?.close();
      await store?.close();
      await close();
    });
    const rows = () => ui.page.locator('tbody tr');

    it('lists tasks, narrows them by a state, and the back button returns', async () => {
      await ui.open('');
      await rows().nth(49).waitFor();
      expect(await rows().first().textContent()).toMatch(/Failure.*shop\.export.*no such order/s);
      await ui.page.getByRole('link', { name: 'Failure' }).first().click();
      await expect.poll(() => rows().count()).toBe(6);
      expect(new URL(ui.page.url()).search).toBe('?status=FAILURE');
      await ui.page.getByLabel('time').selectOption('1h');
      await expect.poll(() => rows().count()).toBe(1);
      await ui.page.goBack();
      await ui.page.goBack();
      await expect.poll(() => rows().count()).toBe(50);
    });

    it('goes to older tasks and back', async () => {
      await ui.open('');
      await ui.page.getByRole('button', { name: 'older ›' }).click();
      await ui.page.getByText('10 shown').waitFor();
      expect(await rows().count()).toBe(10);
      await ui.page.getByRole('button', { name: '‹ newer' }).click();
      await expect.poll(() => rows().count()).toBe(50);
    });

    it('changes a row in place, and counts what is new until it is asked for', async () => {
      await insertTask({ execute }, taskAt(30, { id: `live-${kind}`, status: 'STARTED', result: null }));
      await ui.open('');
      const row = rows().first();
      await row.getByText('Started').waitFor();
      await execute(
        `UPDATE django_celery_results_taskresult SET status = 'SUCCESS', result = '1', date_done = ? WHERE task_id = ?`,
        [ago(0), `live-${kind}`],
      );
      await row.getByText('Success').waitFor();
      await insertTask({ execute }, taskAt(-1, { id: `new-${kind}`, task_name: 'shop.brand_new' }));
      const pill = ui.page.getByRole('button', { name: '1 new' });
      await pill.waitFor();
      expect(await ui.page.getByText('shop.brand_new').count()).toBe(0);
      await pill.click();
      await rows().first().getByText('shop.brand_new').waitFor();
    });

    it('shows a task with its exact result, and its traceback where it failed', async () => {
      await ui.open('tasks/task-01/');
      await ui.page.getByText('12345678901234567890').waitFor();
      expect(await ui.page.locator('[class*=tree] [class*=key]').allInnerTexts()).toEqual(['z', 'a', 'price']);
      await ui.open('tasks/task-00/');
      await ui.page.getByText("ValueError('no such order')").waitFor();
      expect(await ui.page.getByLabel('Traceback', { exact: true }).textContent()).toContain('File "shop.py", line 1');
    });

    it('shows a group with the states of its members', async () => {
      await ui.open('groups/g-1/');
      await ui.page.getByText('2 of 3 ready').waitFor();
      expect(await rows().count()).toBe(3);
    });

    it('shows the numbers over all tasks', async () => {
      await ui.open('overview/');
      const errors = ui.page.getByRole('region', { name: 'ERRORS' });
      await errors.getByText("ValueError('no such order')").waitFor();
      await ui.page.getByRole('region', { name: 'NAMES' }).getByRole('link', { name: 'shop.mail' }).waitFor();
    });
  });
}
