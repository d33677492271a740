import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { freePort, type Listening, spawnListening, startServer, type TestDatabase } from '@celery-results/testing';
import sirv from 'sirv';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const ORACLE = fileURLToPath(new URL('../../../conformance/capture/oracle.py', import.meta.url));

/** The page and two servers on one origin: Django's own views below `/django/`, our server below `/celery/`. */
export interface Site {
  readonly url: string;
  /** Requests since the list was last cleared, as `GET /celery/task/status/ID/ 200`. */
  readonly requests: string[];
  /** Number of streams of events that are open now. */
  readonly streams: number;
  stop(): Promise<void>;
}

export async function startSite(python: string, database: TestDatabase): Promise<Site> {
  const env = { DATABASE_URL: database.url, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' };
  const port = await freePort();
  const started: Listening[] = await Promise.all([
    spawnListening(python, [ORACLE, 'serve', String(port)], { env, pattern: /http:\S+/, timeout: 60_000 }),
    startServer({ store: database.url }),
  ]);
  const files = sirv(DIST);
  const requests: string[] = [];
  let streams = 0;
  const origins = { '/django/': `http://127.0.0.1:${port}`, '/celery/': new URL(started[1]?.url ?? '').origin };
  const site = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    const found = Object.entries(origins).find(([prefix]) => path.startsWith(prefix));
    if (!found) {
      files(incoming, outgoing);
      return;
    }
    const target = new URL(path.replace(found[0], '/celery/'), found[1]);
    const { method, headers } = incoming;
    const proxied = request(
      target,
      { ...(method ? { method } : {}), headers: { ...headers, host: target.host } },
      (response) => {
        requests.push(`${method} ${path} ${response.statusCode}`);
        if (path.endsWith('/v1/events/')) {
          streams += 1;
          response.on('close', () => {
            streams -= 1;
          });
        }
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      },
    );
    proxied.on('error', () => outgoing.destroy());
    // the page has aborted the request
    outgoing.on('close', () => proxied.destroy());
    incoming.pipe(proxied);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => site.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(site.address() as AddressInfo).port}/`,
    requests,
    get streams() {
      return streams;
    },
    stop: async () => {
      site.closeAllConnections();
      site.close();
      await Promise.all(started.map((process) => process.stop()));
    },
  };
}
