import { createServer, type Server } from 'node:http';
import type { Metrics } from './metrics/create-metrics.ts';

/** The server of the admin port: `/metrics`, which nobody but the operator should read. */
export function createAdminServer(metrics: Pick<Metrics, 'contentType' | 'text'>): Server {
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
