import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpServer } from './http-server.ts';

let closed = 0;
/** Ends the answers to `/slow`. */
const slow: (() => void)[] = [];
const server = createHttpServer((request, response) => {
  response.once('close', () => {
    closed += 1;
  });
  if (request.url === '/slow') slow.push(() => response.end());
  else response.end(`${request.method} ${request.url} ${request.headers['x-one']} ${request.headers.host}`);
});
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  server.close();
});

async function answerTo(packet: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(packet);
  return text(socket);
}

describe('a method that Node does not know', () => {
  it('is answered like any other, and the connection closes', async () => {
    const answer = await answerTo('FOO /a?b HTTP/1.1\r\nHost: x\r\nX-One:  1 \r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain('Connection: close');
    expect(answer).toContain('FOO /a?b 1 x');
  });

  it.each([
    { title: 'in lower case', packet: 'foo / HTTP/1.1\r\nHost: x\r\n\r\n' },
    { title: 'of two letters', packet: 'FO / HTTP/1.1\r\nHost: x\r\n\r\n' },
    { title: 'of another protocol', packet: 'FOO / HTTP/3.0\r\nHost: x\r\n\r\n' },
    { title: 'without the end of its headers', packet: 'FOO / HTTP/1.1\r\nHost: x\r\n' },
    { title: 'with an invalid header', packet: 'FOO / HTTP/1.1\r\nHost x\r\n\r\n' },
    { title: 'with a control character', packet: 'FOO / HTTP/1.1\r\nHost: x\r\nX-One: \0\r\n\r\n' },
    { title: 'with too large a head', packet: `FOO / HTTP/1.1\r\nHost: x\r\nX-One: ${'a'.repeat(20_000)}\r\n\r\n` },
  ])('is refused $title', async ({ packet }) => {
    expect(await answerTo(packet)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('closes its response when it is sent, which frees the memory of the answer', async () => {
    const before = closed;
    await answerTo('FOO / HTTP/1.1\r\nHost: x\r\n\r\n');
    await expect.poll(() => closed).toBe(before + 1);
  });

  it.each(['GET', 'FOO'])('is refused while the answer to an earlier %s is being sent', async (method) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const answer = text(socket);
    socket.write(`${method} /slow HTTP/1.1\r\nHost: x\r\n\r\n`);
    await expect.poll(() => slow).toHaveLength(1);
    socket.write('FOO / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 400 /);
    slow.pop()?.();
    expect(await answerTo('FOO / HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });
});
