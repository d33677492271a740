import { createServer } from 'node:http';
import { listen, readVariable } from './listen.ts';

// The upper limit of Node's HTTP server: the same answer to every request.

const body = readVariable('BENCH_CONSTANT');
const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };

listen(
  createServer((_request, response) => {
    response.writeHead(200, headers);
    response.end(body);
  }),
);
