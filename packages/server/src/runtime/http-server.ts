import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import { SAFE_HEADERS } from '../http/response/safe-headers.ts';
import { PROBLEMS, type ProblemName, toProblem } from '../problems/problems.ts';
import { answerUnknownMethod } from './unknown-method.ts';

/** The time limits of a connection, in milliseconds. */
export interface Timeouts {
  /** Until the next request on a connection that is kept alive. */
  readonly keepAlive: number;
  /** For the headers of a request. */
  readonly headers: number;
  /** For a whole request. */
  readonly request: number;
  /** Without any data in either direction. */
  readonly stalled: number;
  /** Between two checks of the limits. */
  readonly check: number;
}

export const TIMEOUTS: Timeouts = {
  // load balancers keep a connection for 60 s and must close it first: otherwise they send on a closed connection
  keepAlive: 75_000,
  headers: 15_000,
  request: 30_000,
  stalled: 60_000,
  check: 5_000,
};

/** Creates a server that closes connections which stop sending or reading. */
export function createHttpServer(listener: RequestListener, timeouts: Timeouts = TIMEOUTS): Server {
  const { keepAlive, headers, request, stalled, check } = timeouts;
  const options = { keepAliveTimeout: keepAlive, headersTimeout: headers, requestTimeout: request };
  // the app itself refuses a request without a Host header: its response has the headers of every response
  const server = createServer({ ...options, connectionsCheckingInterval: check, requireHostHeader: false }, listener);
  server.timeout = stalled;
  server.on('clientError', (error, stream) => {
    if (!answerUnknownMethod(error, stream as Socket, listener)) answerClientError(error, stream);
  });
  server.on('checkExpectation', answerExpectation);
  return server;
}

const BY_CODE = new Map<unknown, ProblemName>([
  ['HPE_HEADER_OVERFLOW', 'headers-too-large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'request-timeout'],
]);

/** Answers data that is not a valid HTTP request. The app never receives such data. */
function answerClientError(error: Error & { readonly code?: string }, stream: unknown): void {
  const socket = stream as Socket;
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const name = BY_CODE.get(error.code) ?? 'malformed-request';
  const { status } = PROBLEMS[name];
  const body = JSON.stringify(toProblem(name));
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`];
  const headers = problemHeaders(body);
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** Answers an `Expect` header other than `100-continue`. */
function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify(toProblem('expectation-failed'));
  response.writeHead(PROBLEMS['expectation-failed'].status, problemHeaders(body)).end(body);
}

/** Returns the headers as a list in which each name is followed by its value. */
function problemHeaders(body: string): string[] {
  const length = String(Buffer.byteLength(body));
  return ['Content-Type', 'application/problem+json', ...SAFE_HEADERS, 'Content-Length', length, 'Connection', 'close'];
}
