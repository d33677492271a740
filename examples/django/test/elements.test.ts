import { writeFile } from 'node:fs/promises';
import {
  chromiumOrSkip,
  launchChromium,
  pythonOrSkip,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Project, startProject } from './project.ts';

const python = await pythonOrSkip();
const chromium = chromiumOrSkip();
const database = await testDatabaseOrSkip('sqlite');
const isMissing = python === undefined || chromium === undefined || database === undefined;

describe.skipIf(isMissing)('the elements', () => {
  let project: Project;
  let browser: Browser;
  let page: Page;
  let ids: Readonly<Record<string, string>>;

  beforeAll(async () => {
    project = await startProject(python as string, database as TestDatabase);
    ids = JSON.parse(await project.manage('start_all', `${project.folder}/end`));
    browser = await launchChromium();
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    // ends the task that waits for a file: the worker stops after its tasks
    if (project) await writeFile(`${project.folder}/end`, '');
    await project?.stop();
    await database?.close();
  });
  beforeEach(async () => {
    await page?.goto(`${project.django}elements/`);
  });

  /** Adds an element to the page, and returns it. */
  async function add(html: string) {
    await page.evaluate((text) => document.body.insertAdjacentHTML('beforeend', text), html);
    return page.locator('body > :last-child');
  }
  const events = () => page.evaluate('events') as Promise<readonly unknown[]>;
  const record = () =>
    page.evaluate(`
      events = [];
      for (const name of ['progress', 'success', 'error'])
        addEventListener('celery-' + name, ({ detail }) => events.push([name, detail.task?.phase ?? detail.phase]));
    `);

  it('follow a task that htmx has started, and let htmx load its report', async () => {
    await page.getByRole('button', { name: 'Build a report' }).click();
    const task = page.locator('celery-task');
    await task.and(page.locator('[phase=succeeded]')).waitFor({ timeout: 30_000 });
    await page.getByText('1250 rows').waitFor();
    expect(await task.getByRole('progressbar', { name: 'Report' }).getAttribute('aria-valuenow')).toBe('100');
  });

  it.each(['views', 'ours'] as const)('show a task that fails, with its event (%s)', async (base) => {
    const origin = new URL(project[base]).origin;
    // our server serves no pages: this one is on its origin
    await page.route(`${origin}/page`, (route) => route.fulfill({ contentType: 'text/html', body: '<main></main>' }));
    await page.goto(`${origin}/page`);
    if (base === 'ours') await page.addScriptTag({ url: `${project.ours}v1/client.js` });
    else await page.addScriptTag({ url: `${origin}/browser.js` });
    await record();
    const element = await add(
      `<celery-task task-id="${ids['load_prices']}" base-url="${project[base]}">
         <b slot="failed">Call us</b>
       </celery-task>`,
    );
    await element.getByRole('status').getByText('failed').waitFor({ timeout: 30_000 });
    await element.getByText('row 7: price is missing').waitFor();
    expect(await page.getByText('Call us').isVisible()).toBe(true);
    expect((await events()).at(-1)).toEqual(['error', 'failed']);
  });

  it('say why a task was revoked', async () => {
    await record();
    const element = await add(`<celery-task task-id="${ids['expired']}" base-url="${project.views}"></celery-task>`);
    await element.getByRole('status').getByText('revoked').waitFor({ timeout: 30_000 });
    expect(await element.getByText('expired').count()).toBe(1);
    expect((await events()).at(-1)).toEqual(['error', 'revoked']);
  });

  it.each([
    ['PENDING', null, 'pending', ''],
    ['STARTED', null, 'running', ''],
    ['PROGRESS', { percent: 40, message: 'reading rows' }, 'running', '40 %, reading rows'],
    ['RETRY', "ConnectionError('no answer')", 'retrying', 'no answer'],
    ['SUCCESS', 1, 'succeeded', '100 %'],
    ['IGNORED', null, 'ignored', ''],
  ])('show %s with %j as %s, with the text "%s"', async (status, result, phase, text) => {
    const task = { id: 't', status, result, exc: 'builtins.ConnectionError', traceback: null };
    await page.route('**/elements-test/task/status/t/', (route) => route.fulfill({ json: { task } }));
    const element = await add(`<celery-task task-id="t" base-url="/elements-test/"></celery-task>`);
    await element.and(page.locator(`[phase=${phase}]`)).waitFor();
    const part = (name: string) => element.locator(`[part=${name}]`);
    await part('text').filter({ hasText: text }).waitFor({ state: 'attached' });
    expect([await part('text').textContent(), await part('phase').textContent()]).toEqual([text, phase]);
    expect(await part('track').getAttribute('aria-valuetext')).toBe(text || phase);
    await page.unroute('**/elements-test/task/status/t/');
  });

  it('say nothing about the members of a group that has none', async () => {
    await page.route('**/elements-test/group/**', (route) =>
      route.fulfill({ json: { group: { id: 'g', results: [] } } }),
    );
    const element = await add(`<celery-group group-id="g" base-url="/elements-test/"></celery-group>`);
    await element.and(page.locator('[phase=pending]')).waitFor();
    expect(await element.locator('[part=text]').textContent()).toBe('');
  });

  it('follow another task when the attribute changes, and nothing once they are removed', async () => {
    const element = await add(`<celery-task task-id="${ids['waiting']}" base-url="${project.views}"></celery-task>`);
    await element.getByText('50 %, waiting for a file').waitFor({ timeout: 30_000 });
    await element.evaluate((node, id) => node.setAttribute('task-id', id), ids['odd_values'] ?? '');
    await element.and(page.locator('[phase=succeeded]')).waitFor({ timeout: 30_000 });
    await element.evaluate((node, id) => node.setAttribute('task-id', id), ids['waiting'] ?? '');
    await element.getByText('50 %, waiting for a file').waitFor({ timeout: 30_000 });
    await element.evaluate((node) => node.remove());
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.waitForFunction((at) => performance.now() > at, (await page.evaluate(() => performance.now())) + 2_500);
    expect(requests).toEqual([]);
  });

  it('show a group, whose failed member is its end', async () => {
    await record();
    const element = await add(
      `<celery-group group-id="${ids['mixed_group']}" base-url="${project.views}" label="Thumbnails"></celery-group>`,
    );
    await element.getByText('100 %, 3 of 3').waitFor({ timeout: 30_000 });
    await element.getByRole('progressbar', { name: 'Thumbnails' }).waitFor();
    expect(await element.getAttribute('phase')).toBe('failed');
    expect(((await events()) as string[][]).map(([name]) => name).at(-1)).toBe('error');
  });

  it.each([
    ['<celery-task task-id="a b"></celery-task>', '"a b" is no task id'],
    ['<celery-task task-id="t" base-url="/nothing/"></celery-task>', 'is baseUrl right?'],
    ['<celery-group group-id="g" base-url="/nothing/"></celery-group>', 'is baseUrl right?'],
  ])('say why nothing can be read: %s', async (html, message) => {
    await record();
    const element = await add(html);
    await element.getByRole('status').getByText('error').waitFor();
    expect(await element.getByText(message).count()).toBe(1);
    expect(await element.getAttribute('phase')).toBe('error');
    expect(await events()).toEqual([['error', undefined]]);
  });

  it('follow what the views of the READMEs start', async () => {
    const [task, group] = (await page.evaluate(`
      Promise.all(['/start-report/', '/start-thumbnails/'].map(async (url) => {
        const csrf = document.querySelector('[name=csrfmiddlewaretoken]').value;
        return (await fetch(url, { method: 'POST', headers: { 'X-CSRFToken': csrf } })).json();
      }))
    `)) as [{ task_id: string }, { group_id: string }];
    const one = await add(`<celery-task task-id="${task.task_id}"></celery-task>`);
    await one.and(page.locator('[phase=succeeded]')).waitFor({ timeout: 30_000 });
    const many = await add(`<celery-group group-id="${group.group_id}"></celery-group>`);
    await many.getByText('100 %, 8 of 8').waitFor({ timeout: 30_000 });
  });

  it('have a global for pages without modules', async () => {
    const outcome = await page.evaluate(
      `new Promise((resolve) => {
        const phases = [];
        CeleryResults.watch(${JSON.stringify(project.views)}, ${JSON.stringify(ids['odd_values'])}, {
          onProgress: ({ phase }) => phases.push(phase),
          onSuccess: (result) => resolve([phases.at(-1), result.price]),
        });
      })`,
    );
    expect(outcome).toEqual(['succeeded', '9.90']);
    const error = await page.evaluate(
      `new Promise((resolve) => CeleryResults.watch(${JSON.stringify(project.views)}, 'a b', {
        onError: ({ code }, task) => resolve([code, task]),
      }))`,
    );
    expect(error).toEqual(['NO_REVERSE_MATCH', undefined]);
  });

  it('report the error of a callback to the page, and go on', async () => {
    const outcome = await page.evaluate(
      `new Promise((resolve) => {
        let message;
        addEventListener('error', (event) => { message = event.message; event.preventDefault(); });
        CeleryResults.watch(${JSON.stringify(project.views)}, ${JSON.stringify(ids['waiting'])}, {
          onProgress: ({ progress }) => { 
            setTimeout(() => resolve(message));
            throw new Error('mine ' + progress.percent);
          },
        });
      })`,
    );
    expect(outcome).toBe('Uncaught Error: mine 50');
  });
});
