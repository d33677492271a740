import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { type DocumentCheck, documentCheck } from './documented.ts';

/** An answer as it came, nothing followed or decoded. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly location: string | undefined;
  readonly allow: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a request has besides its method and path. */
export interface RawRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A stream of events is an answer up to here. */
const SNAPSHOT_END = 'event: snapshot-end\ndata: {}\n\n';

/** Path of the OpenAPI document. */
const DOCUMENT = '/celery/v1/openapi.json';

/** Sends requests to one origin over a few open connections. The path is sent unchanged: no dots or slashes go. */
export interface RawClient {
  send(method: string, path: string, request?: RawRequest): Promise<RawAnswer>;
  close(): void;
}

/**
 * A client that rejects every answer that the server's own OpenAPI document does not describe.
 *
 * @param document path of the document; null for a server that has none, or sends it to no client
 * @param headers headers of the request for the document
 */
export function rawClient(
  origin: string,
  document: string | null = DOCUMENT,
  headers: Readonly<Record<string, string>> = {},
): RawClient {
  const client = uncheckedClient(origin);
  if (document === null) return client;
  let check: Promise<DocumentCheck> | undefined;
  const load = async (): Promise<DocumentCheck> =>
    documentCheck(JSON.parse((await client.send('GET', document, { headers })).body));
  return {
    ...client,
    send: async (method, path, sent) => {
      check ??= load();
      const answer = await client.send(method, path, sent);
      (await check)(method, path, answer);
      return answer;
    },
  };
}

function uncheckedClient(origin: string): RawClient {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  return {
    send: (method, path, { headers = {}, body = '' } = {}) =>
      new Promise((resolve, reject) => {
        const length = { 'Content-Length': Buffer.byteLength(body) };
        request({ hostname, port, method, path, agent, headers: { ...length, ...headers } }, (incoming) => {
          const chunks: Buffer[] = [];
          const text = (): string => Buffer.concat(chunks).toString('utf8');
          const isStream = incoming.headers['content-type'] === 'text/event-stream';
          incoming.on('data', (chunk: Buffer) => {
            chunks.push(chunk);
            if (!isStream || !text().includes(SNAPSHOT_END)) return;
            answered();
            incoming.destroy();
          });
          incoming.on('error', reject);
          incoming.on('end', () => answered());
          const answered = (): void =>
            resolve({
              status: incoming.statusCode ?? 0,
              contentType: incoming.headers['content-type'],
              location: incoming.headers.location,
              allow: incoming.headers.allow,
              headers: incoming.headers,
              body: text(),
            });
        })
          .on('error', (error) => reject(new Error(`${method} ${path}: ${error.message}`)))
          .end(body);
      }),
    close: () => agent.destroy(),
  };
}
