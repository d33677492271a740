import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type ConnectionLimits, limitConnections } from './connection-limits.ts';

let server: Server;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

async function serve(limits: ConnectionLimits): Promise<void> {
  server = createServer((_request, response) => response.end('ok'));
  limitConnections(server, limits);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

/** Opens a connection from an address, and returns whether a request on it is answered. */
async function isAnswered(from: string): Promise<boolean> {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  sockets.push(socket);
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  return Promise.race([once(socket, 'data').then(() => true), once(socket, 'close').then(() => false)]);
}

it('limits the connections of each address, and accepts a new one when an old one is closed', async () => {
  await serve({ all: 100, perAddress: 2 });
  for (const expected of [true, true, false]) expect(await isAnswered('127.0.0.1')).toBe(expected);
  expect(await isAnswered('127.0.0.2')).toBe(true);
  sockets[0]?.destroy();
  await expect.poll(() => isAnswered('127.0.0.1'), { timeout: 5_000 }).toBe(true);
});

it('limits the connections of all addresses together', async () => {
  await serve({ all: 2, perAddress: undefined });
  for (const expected of [true, true, false]) expect(await isAnswered('127.0.0.1')).toBe(expected);
});
