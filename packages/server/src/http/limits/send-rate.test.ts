import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Context } from 'koa';
import { afterEach, expect, it } from 'vitest';
import { limitSending } from './send-rate.ts';

const BYTES = 64 * 1024 * 1024;

let server: Server;
let socket: Socket;
afterEach(() => {
  socket.destroy();
  server.closeAllConnections();
  server.close();
});

/** Serves a large body on one connection to a client that reads nothing. */
async function serveBody(window: number): Promise<{ readonly closed: Promise<void> }> {
  const closed = Promise.withResolvers<void>();
  server = createServer((req, res) => {
    limitSending({ req, res } as Context, BYTES, { window, check: 20 });
    res.once('close', () => closed.resolve());
    res.end(Buffer.alloc(BYTES));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  return { closed: closed.promise };
}

it('disconnects a client that reads nothing', async () => {
  const { closed } = await serveBody(100);
  await closed;
  expect(socket.bytesRead).toBeLessThan(BYTES);
});

it('sends the whole body to a client that reads', async () => {
  const { closed } = await serveBody(20_000);
  socket.resume();
  await closed;
  await expect.poll(() => socket.bytesRead, { timeout: 20_000 }).toBeGreaterThan(BYTES);
});
