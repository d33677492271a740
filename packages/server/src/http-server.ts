import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEMS, type ProblemName, toProblem } from './problems.ts';

/** Milliseconds. Load balancers keep a connection for 60 s, and must be the ones who close it: else they send on one that is closed. */
const KEEP_ALIVE = 75_000;
/** Milliseconds for the headers of a request, and for all of it: who is slower holds a connection up. */
const HEADERS = 15_000;
const REQUEST = 30_000;
/** Milliseconds in which nothing is taken of an answer. */
const STALLED = 60_000;
/** Milliseconds between two looks at the timeouts. */
const CHECK = 5_000;

/** A server that gives no connection for ever to who sends nothing, or takes nothing. */
export function createHttpServer(listener: RequestListener): Server {
  const timeouts = {
    keepAliveTimeout: KEEP_ALIVE,
    headersTimeout: HEADERS,
    requestTimeout: REQUEST,
    connectionsCheckingInterval: CHECK,
  };
  const server = createServer(timeouts, listener);
  server.timeout = STALLED;
  server.on('clientError', answerClientError);
  return server;
}

const BY_CODE = new Map<unknown, ProblemName>([
  ['HPE_HEADER_OVERFLOW', 'headers-too-large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'request-timeout'],
]);

/** What cannot be read as a request never comes to the app. */
function answerClientError(error: Error & { readonly code?: string }, stream: unknown): void {
  const socket = stream as Socket;
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const name = BY_CODE.get(error.code) ?? 'malformed-request';
  const { status } = PROBLEMS[name];
  const body = JSON.stringify(toProblem(name));
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    'Cache-Control: no-store',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
}
