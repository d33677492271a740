import { createServer } from 'node:http';
import { listen, variable } from './listen.ts';

/** What Node's HTTP server can do when there is nothing to do: the same answer to everything. */

const body = variable('BENCH_CONSTANT');
const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };

listen(
  createServer((_request, response) => {
    response.writeHead(200, headers);
    response.end(body);
  }),
);
