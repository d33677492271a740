import { createServer, type Server } from 'node:http';
import { ANY_HOST, isAllowedHost, LOOPBACK_HOSTS } from '../http/request/allowed-host.ts';
import { originOf, type PortAddress } from '../lib/address.ts';
import { isLoopback } from '../lib/is-loopback.ts';
import type { Log } from '../lib/log.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import { listen, listenOnce } from './listen.ts';

/** The text of the metrics, and its media type. */
export type MetricsText = Pick<Metrics, 'contentType' | 'text'>;

/**
 * Creates the server of the admin port. It answers `/metrics`, which is for the operator only. On loopback it accepts
 * loopback host names only: pages of other sites cannot read the metrics through their own host name.
 */
function createAdminServer(metrics: MetricsText, host: string): Server {
  const hosts = isLoopback(host) ? [...LOOPBACK_HOSTS, host] : [ANY_HOST];
  return createServer(async (request, response) => {
    if (!isAllowedHost(hosts, request.headers.host ?? '')) {
      response.writeHead(400, { 'Content-Type': 'text/plain' }).end('this port answers for loopback names only\n');
      return;
    }
    if (request.url !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('there is only /metrics\n');
      return;
    }
    const text = await metrics.text();
    response.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : text);
  });
}

/** An admin server that listens. */
export interface AdminServer {
  /** The URL of the metrics. */
  readonly url: string;
  close(): void;
}

/**
 * Serves the metrics. While another process uses the port, it tries again in the background: requests of clients are
 * answered at once.
 *
 * @param log receives one line when the port is in use
 * @throws ConfigError, ProcessFailed when the address cannot be used
 */
export async function serveMetrics(
  address: PortAddress,
  metrics: MetricsText,
  log: Pick<Log, 'error'>,
): Promise<AdminServer> {
  const server = createAdminServer(metrics, address.host);
  let isClosed = false;
  const close = (): void => {
    isClosed = true;
    server.close();
    server.closeAllConnections();
  };
  const origin = await listenOnce(server, address);
  if (origin === undefined)
    listen(server, address, log).then(
      () => isClosed && close(),
      (error: unknown) => log.error({ err: error }, 'the metrics cannot be served'),
    );
  return { url: `${origin ?? originOf(address)}/metrics`, close };
}
