import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startServer } from '@celery-results/testing';
import type { Scripts } from './build-pages.ts';
import { type DjangoTables, openDjangoTables } from './django-tables.ts';
import { type Scene, type Script, sceneAt } from './script.ts';

/** The pages on one origin: `/celery/` is our server on a database, `/django/` answers as Django's single view does, `/done/` the same with tasks that are all done. */
export interface Site {
  readonly url: string;
  stop(): Promise<void>;
}

/** The tasks of one page, since a moment. */
interface Stage {
  readonly ids: readonly string[];
  readonly script: Script;
  readonly since: number;
}

/** Milliseconds between two looks at what workers have to write. */
const WRITES = 50;
const DONE = { status: 'SUCCESS', result: { rows: 1_250, took: 18.5 } };

export async function startSite(scripts: Scripts): Promise<Site> {
  const tables = await openDjangoTables();
  const ours = await startServer({ store: tables.url });
  const { origin } = new URL(ours.url);
  const stages: Stage[] = [];
  const writer = writeScenes(tables, stages);
  const server = createServer((incoming, outgoing) => {
    const { url = '/' } = incoming;
    if (url.startsWith('/celery/')) pass(new URL(url, origin), incoming, outgoing);
    else if (url.startsWith('/start/')) void start(incoming, stages).then(() => outgoing.end());
    else if (url.startsWith('/django/') || url.startsWith('/done/')) answer(url, stages, outgoing);
    else send(url, scripts, outgoing);
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

async function start(incoming: IncomingMessage, stages: Stage[]): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  stages.push({ ...JSON.parse(Buffer.concat(parts).toString()), since: performance.now() });
}

/** Stands in for the workers: writes what has changed. */
function writeScenes(tables: DjangoTables, stages: readonly Stage[]): { stop(): Promise<void> } {
  const written = new Map<string, string>();
  let writing = Promise.resolve();
  const timer = setInterval(() => {
    const changed = stages.flatMap((stage) =>
      stage.ids.flatMap((id, index) => {
        const { status, result } = sceneOf(stage, index);
        const row = { id, status, result: JSON.stringify(result) };
        if (status === 'PENDING' || written.get(id) === row.result + status) return [];
        written.set(id, row.result + status);
        return [row];
      }),
    );
    if (changed.length > 0) writing = writing.then(() => tables.write(changed));
  }, WRITES);
  return {
    stop: async () => {
      clearInterval(timer);
      await writing;
    },
  };
}

function sceneOf({ script, since }: Stage, index: number): Scene {
  return sceneAt(script, index, performance.now() - since);
}

function answer(url: string, stages: readonly Stage[], outgoing: ServerResponse): void {
  const [, prefix, id = ''] = /^\/(done|django)\/task\/status\/([^/]+)\/$/.exec(url) ?? [];
  const stage = stages.find(({ ids }) => ids.includes(id));
  const scene: Scene = stage ? sceneOf(stage, stage.ids.indexOf(id)) : { status: 'PENDING', result: null };
  const task = prefix === 'done' ? { id, ...DONE } : { id, ...scene };
  outgoing.setHeader('Content-Type', 'application/json').end(JSON.stringify({ task }));
}

/** `/hooks` is the page of `/hooks.js`. */
function send(url: string, scripts: Scripts, outgoing: ServerResponse): void {
  const code = scripts.get(url);
  if (code !== undefined) outgoing.setHeader('Content-Type', 'text/javascript').end(code);
  else if (scripts.has(`${url}.js`))
    outgoing
      .setHeader('Content-Type', 'text/html')
      .end(`<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="${url}.js"></script>`);
  else outgoing.writeHead(404).end();
}

function pass(target: URL, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = 'GET', headers } = incoming;
  const passed = request(target, { method, headers: { ...headers, host: target.host } }, (answered) => {
    outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(outgoing);
  });
  passed.on('error', () => outgoing.destroy());
  // a page that no longer waits
  outgoing.on('close', () => passed.destroy());
  incoming.pipe(passed);
}
