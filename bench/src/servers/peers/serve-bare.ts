import { createServer, type ServerResponse } from 'node:http';
import { listen } from './listen.ts';

const TASK = '/celery/task/status/';
const GROUP = '/celery/group/status/';

/** Reads of one id. Each resolves to the body of its answer. */
export interface BareReads {
  task(id: string): Promise<string>;
  group(id: string): Promise<string>;
}

/** Serves the two status views without a framework, entity tags or limits. A read that rejects is a 500. */
export function serveBare({ task, group }: BareReads): void {
  listen(
    createServer((request, response) => {
      const { url = '' } = request;
      if (url.startsWith(TASK)) sendBody(response, task(idOf(url, TASK)));
      else if (url.startsWith(GROUP)) sendBody(response, group(idOf(url, GROUP)));
      else send(response, 404, '{}');
    }),
  );
}

function idOf(url: string, prefix: string): string {
  return decodeURIComponent(url.slice(prefix.length, url.endsWith('/') ? -1 : undefined));
}

function sendBody(response: ServerResponse, body: Promise<string>): void {
  body.then(
    (text) => send(response, 200, text),
    () => send(response, 500, '{}'),
  );
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
