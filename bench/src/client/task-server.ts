import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// The simplest server with the answers of django-celery-results, so that the client dominates the measurement. It runs
// as a separate process, so that its CPU time does not count.

const MAX_LIFETIME_MS = 30 * 60_000;
const STATUS = /^\/celery\/task\/status\/([^/]+)\/$/;

const server = createServer((request, response) => {
  const id = STATUS.exec(request.url ?? '')?.[1];
  if (id === undefined) {
    response.writeHead(404).end();
    return;
  }
  const body = JSON.stringify({ task: { id, status: 'SUCCESS', result: { rows: 1_250, took: 18.5 } } });
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }).end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/celery/`);
});
process.once('SIGTERM', () => process.exit(0));
// in case the parent process was killed
setTimeout(() => process.exit(0), MAX_LIFETIME_MS);
