import { Agent, request } from 'node:http';

/** An answer as it came, nothing followed or decoded. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly location: string | undefined;
  readonly allow: string | undefined;
  readonly body: string;
}

/** Sends requests to one origin over a few kept connections, the path exactly as given: no dots or slashes are tidied. */
export interface RawClient {
  send(method: string, path: string): Promise<RawAnswer>;
  close(): void;
}

export function rawClient(origin: string): RawClient {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  return {
    send: (method, path) =>
      new Promise((resolve, reject) => {
        const options = { hostname, port, method, path, agent, headers: { 'Content-Length': 0 } };
        request(options, (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 0,
              contentType: incoming.headers['content-type'],
              location: incoming.headers.location,
              allow: incoming.headers.allow,
              body: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        })
          .on('error', (error) => reject(new Error(`${method} ${path}: ${error.message}`)))
          .end();
      }),
    close: () => agent.destroy(),
  };
}
