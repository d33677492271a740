import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { chromiumOrSkip, launchChromium, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, type OpenedStore, openStore } from '../src/index.ts';
import { openUi } from './browser/ui-page.ts';
import { insertDay, taskAt } from './browser/ui-rows.ts';
import { insertTask } from './stores/django-rows.ts';
import { serveUi, type UiApp } from './ui-app.ts';

/** The way to a database, which a test can close and open again. */
interface Gate {
  readonly url: string;
  close(): Promise<void>;
  open(): Promise<void>;
}

async function createGate(target: string): Promise<Gate> {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let port = 0;
  const server = createServer((socket) => {
    const inner = connect(Number(targetPort), hostname);
    for (const one of [socket, inner]) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        socket.destroy();
        inner.destroy();
      });
    }
    socket.pipe(inner).pipe(socket);
  });
  const open = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  };
  await open();
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    open,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const chromium = chromiumOrSkip();
const database = chromium === undefined ? undefined : await testDatabaseOrSkip('postgres');

describe.skipIf(!database)('a page whose database goes away', () => {
  const { url, execute, close } = database as TestDatabase;
  let browser: Browser;
  let gate: Gate;
  let store: OpenedStore;
  let app: UiApp;
  beforeAll(async () => {
    await migrate(url);
    await insertDay({ execute });
    gate = await createGate(url);
    store = await openStore(gate.url, { pollInterval: 200 });
    app = await serveUi({ store, ui: {} });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    app?.close();
    await store?.close();
    await gate?.close();
    await close();
  });

  it('keeps its rows, says so, and is live again by itself', async () => {
    const ui = await openUi(browser, `${app.origin}/celery/ui/`);
    const rows = ui.page.locator('tbody tr');
    await ui.open('');
    await rows.nth(49).waitFor();
    await gate.close();
    await ui.page.getByText('The database does not answer. Shown is what was read').waitFor();
    expect(await rows.count()).toBe(50);
    await gate.open();
    await insertTask({ execute }, taskAt(-1, { id: 'after', task_name: 'shop.after' }));
    await ui.page.getByRole('button', { name: '1 new' }).click();
    await rows.first().getByText('shop.after').waitFor();
    await expect.poll(() => ui.page.getByRole('alert').count()).toBe(0);
    ui.expectComplaints(/status of 503/);
    await ui.close();
  });

  it('says that it is the database, where nothing was read yet', async () => {
    const ui = await openUi(browser, `${app.origin}/celery/ui/`);
    await gate.close();
    await ui.open('');
    await ui.page.getByRole('heading', { name: 'The database does not answer' }).waitFor();
    await ui.checkAccess();
    await gate.open();
    await ui.page.locator('tbody tr').nth(49).waitFor();
    ui.expectComplaints(/status of 503/);
    await ui.close();
  });
});
