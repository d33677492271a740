import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer, TIMEOUTS } from './http-server.ts';

const SHORT = { keepAlive: 3_000, headers: 300, request: 600, stalled: 900, check: 50 };
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function open(listener: RequestListener): Promise<Socket> {
  const made = createHttpServer(listener, SHORT).listen(0, '127.0.0.1');
  server = made;
  await once(made, 'listening');
  const socket = connect((made.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  return socket.setEncoding('utf8');
}

async function all(socket: Socket): Promise<string> {
  let text = '';
  for await (const part of socket) text += part;
  return text;
}

const SLOW_BODY = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na';

const echo: RequestListener = (request, response) => {
  request.resume().on('end', () => response.end('ok'));
};

describe('a connection', () => {
  it('stays open for longer than a load balancer keeps its connections', () => {
    expect(TIMEOUTS.keepAlive).toBeGreaterThan(60_000);
  });

  it.each([
    { title: 'headers', text: 'GET / HTTP/1.1\r\nHost: x\r\n' },
    { title: 'a body', text: SLOW_BODY },
  ])('that does not send $title in time gets 408', async ({ text }) => {
    const socket = await open(echo);
    const start = performance.now();
    socket.write(text);
    expect(await all(socket)).toMatch(
      /^HTTP\/1\.1 408 Request Timeout[\s\S]*urn:celery-results:problem:request-timeout/,
    );
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('may send nothing for longer between two requests than within headers', async () => {
    const socket = await open(echo);
    const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
    socket.write(request);
    await once(socket, 'data');
    // waits until another connection has been too slow
    const other = connect(socket.remotePort ?? 0, '127.0.0.1').setEncoding('utf8');
    other.write(SLOW_BODY);
    expect(await all(other)).toContain('408');
    socket.write(request);
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 200/);
    socket.destroy();
  });

  it('is closed when its client reads nothing', async () => {
    const cut = Promise.withResolvers<boolean>();
    const socket = await open((_request, response) => {
      response.once('close', () => cut.resolve(!response.writableFinished));
      response.end(Buffer.alloc(64 * 1024 * 1024));
    });
    socket.pause().write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await cut.promise).toBe(true);
    socket.destroy();
  });
});
