import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEMS, type ProblemName, toProblem } from './problems.ts';

/** Milliseconds that a connection may take for things. */
export interface Timeouts {
  /** Until the next request. */
  readonly keepAlive: number;
  /** For the headers of a request. */
  readonly headers: number;
  /** For all of a request. */
  readonly request: number;
  /** In which nothing is sent and nothing is taken. */
  readonly stalled: number;
  /** Between two looks at the clock. */
  readonly check: number;
}

export const TIMEOUTS: Timeouts = {
  // load balancers keep a connection for 60 s, and must be the ones who close it: else they send on one that is closed
  keepAlive: 75_000,
  headers: 15_000,
  request: 30_000,
  stalled: 60_000,
  check: 5_000,
};

/** A server that gives no connection for ever to who sends nothing, or takes nothing. */
export function createHttpServer(listener: RequestListener, timeouts: Timeouts = TIMEOUTS): Server {
  const { keepAlive, headers, request, stalled, check } = timeouts;
  const options = { keepAliveTimeout: keepAlive, headersTimeout: headers, requestTimeout: request };
  const server = createServer({ ...options, connectionsCheckingInterval: check }, listener);
  server.timeout = stalled;
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
