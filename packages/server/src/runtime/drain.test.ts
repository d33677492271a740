import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Drain, drainable } from './drain.ts';
import { listen } from './listen.ts';

let server: Server;
let drain: Drain;
let port: number;
beforeEach(async () => {
  server = createServer((request, response) => response.end(request.url === '/large' ? LARGE : 'answered'));
  drain = drainable(server);
  port = Number(new URL(await listen(server, { host: '127.0.0.1', port: 0 }, { error: () => {} })).port);
});

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
/** More data than fits into the buffers of a connection. */
const LARGE = Buffer.alloc(32 * 1024 * 1024, 'x');

describe('a stop', () => {
  it('answers a client that connected while the process had no CPU time', async () => {
    const socket = connect(port, '127.0.0.1');
    const stopped = drain.stop();
    // longer than the quiet time: afterwards both the timer and the connection are due
    const until = performance.now() + 300;
    while (performance.now() < until);
    socket.write(REQUEST);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 .*answered/s);
    await stopped;
  });

  it('answers a connection that sends its request after listening has ended', async () => {
    const socket = await connected();
    const stopped = drain.stop();
    await expect.poll(() => server.listening).toBe(false);
    socket.write(REQUEST);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 .*\r\nConnection: close\r\n.*answered/s);
    await stopped;
  });

  it('sends the rest of an answer over a slow network', async () => {
    const socket = await connected();
    const asked = once(server, 'request');
    socket.write(REQUEST.replace('/', '/large'));
    await asked;
    const stopped = drain.stop();
    await expect.poll(() => server.listening).toBe(false);
    expect((await buffer(socket)).length).toBeGreaterThan(LARGE.length);
    await stopped;
  });

  it('closes a connection that sends nothing', async () => {
    const socket = await connected();
    const closed = once(socket, 'close');
    await drain.stop();
    await closed;
  });
});

async function connected(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await Promise.all([once(socket, 'connect'), once(server, 'connection')]);
  return socket;
}
