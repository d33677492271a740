import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AppOptions, createApp } from '../src/index.ts';
import { type RawClient, rawClient } from './raw-http.ts';

/** An app that listens on a port of its own. */
export interface ServedApp extends RawClient {
  readonly port: number;
}

/**
 * Serves an app; `close` ends it with its connections.
 *
 * @param headers headers of the request for the OpenAPI document
 */
export async function serveApp(
  options: AppOptions,
  headers: Readonly<Record<string, string>> = {},
): Promise<ServedApp> {
  const server = createServer(createApp(options).callback()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const client = rawClient(
    `http://127.0.0.1:${port}`,
    `${[options.basePath ?? '/celery/'].flat()[0]}v1/openapi.json`,
    headers,
  );
  // fetches the document before the first request of the test
  await client.send('GET', '/');
  return {
    port,
    send: client.send,
    close: () => {
      client.close();
      server.close();
    },
  };
}

/** A batch as a request. */
export function batchRequest(batch: unknown): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(batch) };
}
