import { writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { join } from 'node:path';
import {
  chromiumOrSkip,
  freePort,
  launchChromium,
  pythonOrSkip,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type NextApp, startNextApp } from './next-app.ts';
import { type Project, startProject } from './project.ts';

const python = await pythonOrSkip();
const database = await testDatabaseOrSkip('sqlite');
const isMissing = python === undefined || chromiumOrSkip() === undefined || database === undefined;

/** A request that reached Django. */
interface Seen {
  readonly path: string;
  readonly cookie: string;
  readonly status: number;
}

describe.skipIf(isMissing)('Next in front of Django', () => {
  let project: Project;
  let recorder: Server;
  let app: NextApp;
  let browser: Browser;
  let page: Page;
  let seen: Seen[];

  beforeAll(async () => {
    project = await startProject(python as string, database as TestDatabase);
    const port = await freePort();
    recorder = record(project.django, (one) => seen.push(one)).listen(port, '127.0.0.1');
    app = await startNextApp(`http://127.0.0.1:${port}`);
    browser = await launchChromium();
    page = await browser.newPage();
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    recorder?.close();
    await project?.stop();
    await database?.close();
  });
  beforeEach(() => {
    seen = [];
  });

  /** Starts the task that runs until the file exists. */
  const startTask = async (file: string): Promise<string> => {
    const script = `from reports.tasks import wait_for; print(wait_for.delay(${JSON.stringify(file)}).id)`;
    return (await project.manage('shell', '--no-imports', '-c', script)).trim();
  };
  const statusUrl = (id: string): string => `/celery/task/status/${id}/`;

  it('shows the state in its first HTML, and follows the task to its end without a redirect', async () => {
    const file = join(project.folder, 'next');
    const id = await startTask(file);
    const html = async (): Promise<string> => (await fetch(`${app.url}tasks/${id}`)).text();
    await expect.poll(html).toContain('<p role="status">running</p>');
    await page.goto(`${app.url}tasks/${id}`);
    await page.getByRole('status').getByText('running').waitFor();
    expect(await page.getByRole('progressbar').getAttribute('value')).toBe('50');
    seen = [];
    await writeFile(file, '');
    await page.getByText('"found"').waitFor();
    expect(new Set(seen.map(({ path, status }) => `${status} ${path}`))).toEqual(new Set([`200 ${statusUrl(id)}`]));
  });

  it('sends no request from the page for a task that was final on the server', async () => {
    const file = join(project.folder, 'next');
    await writeFile(file, '');
    const id = await startTask(file);
    await expect.poll(async () => (await fetch(`${app.url}tasks/${id}`)).text()).toContain('succeeded');
    seen = [];
    await page.goto(`${app.url}tasks/${id}`, { waitUntil: 'networkidle' });
    await page.getByText('"found"').waitFor();
    expect(seen.map(({ path }) => path)).toEqual([statusUrl(id)]);
  });

  it("reads with the visitor's cookies, on the server and in the page", async () => {
    await page.context().addCookies([{ name: 'sessionid', value: 'of-ann', url: app.url }]);
    await page.goto(`${app.url}tasks/unfinished`);
    await expect.poll(() => seen.length).toBeGreaterThan(1);
    expect(seen.every(({ cookie }) => cookie.includes('sessionid=of-ann'))).toBe(true);
  });
});

/** Creates a proxy that reports each request to Django. */
function record(django: string, report: (seen: Seen) => void): Server {
  return createServer((incoming, outgoing) => {
    const { method, url: path = '', headers } = incoming;
    const forwarded = request(new URL(path, django), { method, headers }, (answer) => {
      const { statusCode: status = 0 } = answer;
      report({ path, status, cookie: headers.cookie ?? '' });
      outgoing.writeHead(status, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
}
