import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EVENTS_REL } from '../src/protocol/v1.ts';

/** An open stream of events. */
export interface OpenStream {
  /** The ids and etags that the client has sent. */
  readonly request: { readonly tasks: Record<string, string | null>; readonly groups: Record<string, string | null> };
  readonly headers: IncomingMessage['headers'];
  send(event: string, data: object, id?: string): void;
  /** Sends the task, and the end of the snapshot after it. */
  end(): void;
  /** Cuts the connection. */
  cut(): void;
  readonly isClosed: boolean;
}

/** A server on loopback for tests that send each event. It serves single reads of tasks, and streams. */
export interface EventServer {
  readonly url: string;
  /** Streams so far, in the order of their requests. */
  readonly streams: OpenStream[];
  /** Paths of the requests so far, streams included. */
  readonly paths: string[];
  /** State of each task for single reads. Default PENDING. */
  readonly states: Map<string, string>;
  /** Status of the next streams. Default 200. */
  streamStatus: number;
  /** Whether a stream sends `snapshot-end` automatically. Default true. */
  hasSnapshot: boolean;
  /** Stops listening, and cuts all connections. */
  stop(): Promise<void>;
  /** Listens on the same port again. */
  start(): Promise<void>;
}

/** Returns the task in the form of an event. */
export function pushedTask(id: string, status: string, result: unknown = null): object {
  return { id, status, result, known: true, etag: `${id}-${status}` };
}

/** Starts a server of scripted events. */
export async function startEventServer(): Promise<EventServer> {
  let http: Server | undefined;
  let port = 0;
  const server: EventServer = {
    get url() {
      return `http://127.0.0.1:${port}/celery/`;
    },
    streams: [],
    paths: [],
    states: new Map(),
    streamStatus: 200,
    hasSnapshot: true,
    stop: async () => {
      const closed = new Promise((resolve) => http?.close(resolve));
      http?.closeAllConnections();
      await closed;
    },
    start: async () => {
      http = createServer((request, response) => void answer(server, request, response));
      http.listen(port, '127.0.0.1');
      await once(http, 'listening');
      port = (http.address() as AddressInfo).port;
    },
  };
  await server.start();
  return server;
}

async function answer(server: EventServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').replace('/celery/', '');
  server.paths.push(path);
  if (path === 'v1/events/') return openStream(server, request, response);
  const id = /^task\/status\/(.*)\/$/.exec(path)?.[1];
  response.setHeader('link', `</celery/v1/events/>; rel="${EVENTS_REL}"`);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ task: { id, status: server.states.get(id ?? '') ?? 'PENDING', result: null } }));
}

async function openStream(server: EventServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body: Buffer[] = [];
  for await (const chunk of request) body.push(chunk as Buffer);
  response.writeHead(server.streamStatus, { 'content-type': 'text/event-stream' });
  if (server.streamStatus !== 200) {
    response.end();
    return;
  }
  const stream: OpenStream = {
    request: JSON.parse(Buffer.concat(body).toString()),
    headers: request.headers,
    send: (event, data, id) =>
      void response.write(`event: ${event}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`),
    end: () => void response.end(),
    cut: () => request.socket.destroy(),
    get isClosed() {
      return request.socket.destroyed || response.writableEnded;
    },
  };
  response.flushHeaders();
  if (server.hasSnapshot) stream.send('snapshot-end', {});
  server.streams.push(stream);
}
