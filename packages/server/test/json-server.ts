import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback that sends the answers of a test, and records its requests. */
export interface JsonServer {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  /** Sets the answer from now on: a body with status 200, or a handler. */
  answer(value: object | ((response: ServerResponse) => void)): void;
  close(): Promise<void>;
}

export async function startJsonServer(first: object | ((response: ServerResponse) => void) = {}): Promise<JsonServer> {
  const requests: IncomingMessage[] = [];
  let value = first;
  const server = createServer((request, response) => {
    requests.push(request);
    if (typeof value === 'function') value(response);
    else response.setHeader('Content-Type', 'application/json').end(JSON.stringify(value));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    answer: (next) => {
      value = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An answer without a body. */
export function status(
  code: number,
  headers: Readonly<Record<string, string>> = {},
): (response: ServerResponse) => void {
  return (response) => response.writeHead(code, headers).end();
}
