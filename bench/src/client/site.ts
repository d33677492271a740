import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startServer } from '@celery-results/testing';
import type { Scripts } from './build-pages.ts';
import { type DjangoTables, openDjangoTables } from './django-tables.ts';
import { stateAt, type TaskSchedule, type TaskState } from './task-schedule.ts';

/**
 * The pages and their servers, on one origin:
 *
 * - `/celery/`: our server on a database
 * - `/django/`: answers single reads as Django does
 * - `/done/`: answers every read with a successful task
 */
export interface Site {
  readonly url: string;
  stop(): Promise<void>;
}

/** The running tasks of one page. */
interface PageTasks {
  readonly ids: readonly string[];
  readonly schedule: TaskSchedule;
  /** The time of their start, as `performance.now()`. */
  readonly start: number;
}

/** Interval at which changed states are written to the database. */
const WRITE_MS = 50;
const DONE = { status: 'SUCCESS', result: { rows: 1_250, took: 18.5 } };

/** Starts the site. */
export async function startSite(scripts: Scripts): Promise<Site> {
  const tables = await openDjangoTables();
  const ours = await startServer({ store: tables.url, limits: 'default' });
  const { origin } = new URL(ours.url);
  const pages: PageTasks[] = [];
  const writer = startWriter(tables, pages);
  const server = createServer((incoming, outgoing) => {
    const { url = '/' } = incoming;
    if (url.startsWith('/celery/')) forward(new URL(url, origin), incoming, outgoing);
    else if (url.startsWith('/start/')) void startTasks(incoming, pages).then(() => outgoing.end());
    else if (url.startsWith('/django/') || url.startsWith('/done/')) sendTask(url, pages, outgoing);
    else sendPage(url, scripts, outgoing);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await writer.stop();
      await ours.stop();
      await tables.close();
    },
  };
}

/** Starts the tasks in a request's body. */
async function startTasks(incoming: IncomingMessage, pages: PageTasks[]): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  pages.push({ ...JSON.parse(Buffer.concat(chunks).toString()), start: performance.now() });
}

/** Writes changed states to the database, as workers would. */
function startWriter(tables: DjangoTables, pages: readonly PageTasks[]): { stop(): Promise<void> } {
  const written = new Map<string, string>();
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    const changed = pages.flatMap((page) =>
      page.ids.flatMap((id, index) => {
        const { status, result } = currentState(page, index);
        const row = { id, status, result: JSON.stringify(result) };
        if (status === 'PENDING' || written.get(id) === row.result + status) return [];
        written.set(id, row.result + status);
        return [row];
      }),
    );
    if (changed.length > 0) writing = writing.then(() => tables.write(changed));
  }, WRITE_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await writing;
    },
  };
}

function currentState({ schedule, start }: PageTasks, index: number): TaskState {
  return stateAt(schedule, index, performance.now() - start);
}

function sendTask(url: string, pages: readonly PageTasks[], outgoing: ServerResponse): void {
  const [, prefix, id = ''] = /^\/(done|django)\/task\/status\/([^/]+)\/$/.exec(url) ?? [];
  const page = pages.find(({ ids }) => ids.includes(id));
  const state: TaskState = page ? currentState(page, page.ids.indexOf(id)) : { status: 'PENDING', result: null };
  const task = prefix === 'done' ? { id, ...DONE } : { id, ...state };
  outgoing.setHeader('Content-Type', 'application/json').end(JSON.stringify({ task }));
}

/** Sends a script, or the page that loads it: `/hooks` loads `/hooks.js`. */
function sendPage(url: string, scripts: Scripts, outgoing: ServerResponse): void {
  const code = scripts.get(url);
  if (code !== undefined) outgoing.setHeader('Content-Type', 'text/javascript').end(code);
  else if (scripts.has(`${url}.js`))
    outgoing
      .setHeader('Content-Type', 'text/html')
      .end(`<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="${url}.js"></script>`);
  else outgoing.writeHead(404).end();
}

function forward(target: URL, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = 'GET', headers } = incoming;
  const forwarded = request(target, { method, headers: { ...headers, host: target.host } }, (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(outgoing);
  });
  forwarded.on('error', () => outgoing.destroy());
  // the page may abort its request
  outgoing.on('close', () => forwarded.destroy());
  incoming.pipe(forwarded);
}
