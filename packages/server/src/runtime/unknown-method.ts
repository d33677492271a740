import { IncomingMessage, maxHeaderSize, type RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** An error of Node's parser. */
interface ParseError extends Error {
  readonly code?: string;
  /** The data that was received last. */
  readonly rawPacket?: Buffer;
}

/** A request line, with the methods that gunicorn takes. */
const REQUEST_LINE = /^([A-Z0-9!$%&'*+.^_`|~-]{3,20}) ([!-~]+) HTTP\/1\.([01])$/;
const HEADER_LINE = /^([\w!#$%&'*+.^`|~-]+):([\t -~\x80-\xff]*)$/;

/**
 * Answers a request whose method Node's parser does not know like any other request, and closes the connection. Django
 * has no list of methods: vector http-unknown-method.
 *
 * @returns whether the error was about such a request, and no earlier request of the connection waits for its answer
 */
export function answerUnknownMethod(error: ParseError, socket: Socket, listener: RequestListener): boolean {
  if (error.code !== 'HPE_INVALID_METHOD' || !error.rawPacket || !socket.writable) return false;
  const request = parseHead(socket, error.rawPacket.toString('latin1'));
  if (!request) return false;
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  if (!isAssigned(response, socket)) return false;
  // the response closes with the socket, which frees the memory of the answer
  response.once('finish', () => socket.destroySoon());
  listener(request, response);
  return true;
}

/** Returns whether the response has the socket. It waits while the answer to an earlier request is sent. */
function isAssigned(response: ServerResponse, socket: Socket): boolean {
  try {
    response.assignSocket(socket);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_HTTP_SOCKET_ASSIGNED') return false;
    throw error;
  }
}

/**
 * Parses the head of a request. Undefined if it is incomplete, invalid, or larger than Node's parser permits. The body
 * is ignored: no route accepts a body with such a method.
 */
function parseHead(socket: Socket, packet: string): IncomingMessage | undefined {
  const end = packet.indexOf('\r\n\r\n');
  if (end > maxHeaderSize) return undefined;
  const [first = '', ...lines] = packet.slice(0, Math.max(0, end)).split('\r\n');
  const [, method, url, minor] = REQUEST_LINE.exec(first) ?? [];
  const headers = lines.map((line) => HEADER_LINE.exec(line));
  if (method === undefined || url === undefined || headers.includes(null)) return undefined;
  const request = new IncomingMessage(socket);
  Object.assign(request, {
    method,
    url,
    httpVersion: `1.${minor}`,
    httpVersionMajor: 1,
    httpVersionMinor: Number(minor),
  });
  for (const [, name = '', value = ''] of headers.filter((header) => header !== null)) {
    request.rawHeaders.push(name, value.trim());
    request.headers[name.toLowerCase()] ??= value.trim();
  }
  request.complete = true;
  request.push(null);
  return request;
}
