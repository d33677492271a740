import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { type AppOptions, createApp } from '../src/index.ts';

/** A page with the form of the built one. */
export interface BuiltPage {
  readonly folder: string;
  remove(): Promise<void>;
}

export async function createBuiltPage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-ui-'));
  await mkdir(join(folder, 'assets'));
  const script = 'console.log("page")';
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><title>Celery tasks</title><script type="module" src="./assets/page-Ab_1-c.js"></script>',
  );
  await writeFile(join(folder, 'assets/page-Ab_1-c.js'), script);
  await writeFile(join(folder, 'assets/page-Ab_1-c.js.br'), brotliCompressSync(script));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** An app whose answers need not be in the OpenAPI document, as those of the page are not. */
export interface UiApp {
  readonly origin: string;
  close(): void;
}

export async function serveUi(options: AppOptions): Promise<UiApp> {
  const server = createServer(createApp(options).callback()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
