import {
  chromiumOrSkip,
  launchChromium,
  pythonOrSkip,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Project, startProject } from './project.ts';

const python = await pythonOrSkip();
const chromium = chromiumOrSkip();
const database = await testDatabaseOrSkip('sqlite');
const isMissing = python === undefined || chromium === undefined || database === undefined;

describe.skipIf(isMissing)('the template page', () => {
  let project: Project;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    project = await startProject(python as string, database as TestDatabase);
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(project.django);
  });
  afterAll(async () => {
    await browser?.close();
    await project?.stop();
    await database?.close();
  });

  it('polls a task to 100 % with fetch only', async () => {
    await page.getByRole('button', { name: 'Build the report' }).click();
    await page.getByText('SUCCESS').waitFor({ timeout: 30_000 });
    expect(await page.getByRole('progressbar').getAttribute('value')).toBe('100');
  });

  it('shows the error of a failing task', async () => {
    await page.getByRole('button', { name: 'Load prices' }).click();
    await page
      .getByText("FAILURE: builtins.ValueError ValueError('row 7: price is missing')")
      .waitFor({ timeout: 30_000 });
  });

  it('goes on after requests that fail', async () => {
    let requests = 0;
    await page.route('**/celery/**', (route) => {
      requests += 1;
      return requests <= 2 ? route.abort() : route.continue();
    });
    await page.getByRole('button', { name: 'Build the report' }).click();
    await page.getByText('SUCCESS').waitFor({ timeout: 30_000 });
    expect(requests).toBeGreaterThan(2);
  });
});
