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
import { writeHistory } from './history.ts';
import { openRows } from './rows.ts';
import { startTrickle } from './trickle.ts';
import { startWriter, type Writer } from './writer.ts';

// Serves the page and the status URLs on one origin. A writer on the same new SQLite file imitates a worker.

const { values } = parseArgs({ options: { port: { type: 'string' }, pace: { type: 'string', default: '1' } } });
const port = parseNumber('port', values.port ?? process.env['PORT'] ?? '8787', 65_535);
const pace = parseNumber('pace', values.pace, 100);
const page = fileURLToPath(new URL('../dist', import.meta.url));
if (!existsSync(page)) fail('the page is not built: run "npm run demo" in the repository, or "pnpm build" here');

const folder = await mkdtemp(join(tmpdir(), 'celery-results-demo-'));
const file = join(folder, 'demo.sqlite3');
// region server
const url = `sqlite:///${file}`;
await migrate(url);
const store = await openStore(url);
const app = createApp({ store, basePath: '/celery/', ui: { title: 'Demo · imitated history' } });
// endregion
const rows = openRows(file);
writeHistory(rows, Date.now());
const writer = startWriter(rows, pace);
const endTrickle = startTrickle(rows, pace);
const server = createServer(createListener(writer));
server.on('error', async (error: NodeJS.ErrnoException) => {
  await stop();
  fail(error.code === 'EADDRINUSE' ? `port ${port} is in use: try "npm run demo -- --port 0"` : error.message);
});
server.listen(port, '127.0.0.1', () => printUrls(server));
// Ctrl-C may arrive twice: from the terminal, and from the script that has started this process
let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    stop().then(() => process.exit(0));
  });
}

function createListener({ round }: Writer): Parameters<typeof createServer>[1] {
  const handleStatus = app.callback();
  const serveFile = sirv(page);
  return (request, response) => {
    if (request.url?.startsWith('/celery/')) return handleStatus(request, response);
    if (request.url === '/demo/round') {
      return response.setHeader('Content-Type', 'application/json').end(JSON.stringify(round()));
    }
    return serveFile(request, response);
  };
}

function printUrls(listening: Server): void {
  const { port: actual } = listening.address() as AddressInfo;
  const origin = `http://127.0.0.1:${actual}`;
  const { slow, fails, group } = writer.round();
  console.log(`
Open ${origin}/ and watch the tasks.
Open ${origin}/celery/ui/ for the status page, with an imitated history of a day.

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
  await Promise.all([writer.stop(), endTrickle()]);
  rows.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
}

function parseNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (text === '' || !(value >= 0 && value <= max)) fail(`--${name} ${text} is not a number from 0 to ${max}`);
  return value;
}

function fail(reason: string): never {
  console.error(`demo: ${reason}`);
  process.exit(1);
}
