import { createServer, type Server } from 'node:http';
import { type Address, listen } from './listen.ts';
import type { Metrics } from './metrics/create-metrics.ts';

/** What the admin port tells. */
export type Told = Pick<Metrics, 'contentType' | 'text'>;

/** The server of the admin port: `/metrics`, which nobody but the operator should read. */
function createAdminServer(metrics: Told): Server {
  return createServer(async (request, response) => {
    if (request.url !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('there is only /metrics\n');
      return;
    }
    const text = await metrics.text();
    response.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : text);
  });
}

/** A server of metrics that listens. */
export interface Admin {
  readonly url: string;
  close(): void;
}

/** @throws ConfigError when the address cannot be had */
export async function serveMetrics(address: Address, metrics: Told): Promise<Admin> {
  const server = createAdminServer(metrics);
  const origin = await listen(server, address);
  return {
    url: `${origin}/metrics`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
