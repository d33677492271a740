import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createApp, migrate, openStore } from '@celery-results/server';
import sirv from 'sirv';
import { openRows } from './rows.ts';
import { startWriter, type Writer } from './writer.ts';

// The server on a fresh SQLite file, a stand-in for a worker, and the page, all on one origin.

const { values } = parseArgs({ options: { port: { type: 'string' }, pace: { type: 'string', default: '1' } } });
const port = numberOf('port', values.port ?? process.env['PORT'] ?? '8787', 65_535);
const pace = numberOf('pace', values.pace, 100);
const page = fileURLToPath(new URL('../dist', import.meta.url));
if (!existsSync(page)) fail('the page is not built: run "npm run demo" in the repository, or "pnpm build" here');

const folder = await mkdtemp(join(tmpdir(), 'celery-results-demo-'));
const file = join(folder, 'demo.sqlite3');
// region server
const url = `sqlite:///${file}`;
await migrate(url);
const store = await openStore(url);
const app = createApp({ store, basePath: '/celery/' });
// endregion
const rows = openRows(file);
const writer = startWriter(rows, pace);
const server = createServer(answers(writer));
server.on('error', async (error: NodeJS.ErrnoException) => {
  await stop();
  fail(error.code === 'EADDRINUSE' ? `port ${port} is in use: try "npm run demo -- --port 0"` : error.message);
});
server.listen(port, '127.0.0.1', () => greet(server));
// a Ctrl-C may arrive twice: from the terminal, and handed on by the script that started this
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    stop().then(() => process.exit(0));
  });
}

function answers({ round }: Writer): Parameters<typeof createServer>[1] {
  const results = app.callback();
  const files = sirv(page);
  return (request, response) => {
    if (request.url?.startsWith('/celery/')) return results(request, response);
    if (request.url === '/demo/round') {
      return response.setHeader('Content-Type', 'application/json').end(JSON.stringify(round()));
    }
    return files(request, response);
  };
}

function greet(listening: Server): void {
  const { port: actual } = listening.address() as AddressInfo;
  const origin = `http://127.0.0.1:${actual}`;
  const { slow, fails, group } = writer.round();
  console.log(`
Open ${origin}/ and watch the tasks.

Or ask by hand:
  curl ${origin}/celery/task/status/${slow}/
  curl ${origin}/celery/task/done/${fails}/
  curl ${origin}/celery/group/status/${group}/

Ctrl-C stops all of it.
`);
}

async function stop(): Promise<void> {
  server.close();
  server.closeAllConnections();
  await writer.stop();
  rows.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
}

function numberOf(name: string, text: string, most: number): number {
  const value = Number(text);
  if (text === '' || !(value >= 0 && value <= most)) fail(`--${name} ${text} is not a number from 0 to ${most}`);
  return value;
}

function fail(reason: string): never {
  console.error(`demo: ${reason}`);
  process.exit(1);
}
