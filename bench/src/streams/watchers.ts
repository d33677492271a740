import { connect, type Socket } from 'node:net';
import type { FromWatchers, ToWatchers } from './messages.ts';

// A process that opens many streams, with as little work for each as possible. start-watchers.ts starts it.

const SNAPSHOT_END = Buffer.from('event: snapshot-end');
const TASK = Buffer.from('event: task');
/** Streams that are opened at once. */
const PARALLEL = 50;
const RETRY_MS = 1_000;

const sockets: Socket[] = [];
/** The moments of task events since the last order to expect some. */
let moments: number[] = [];
let delays: number[] = [];
let expected = Number.POSITIVE_INFINITY;

const send = (message: FromWatchers): void => {
  process.send?.(message);
};

/** Opens a stream, and tries again while the server is overloaded by other processes of the machine. */
async function open(port: number, ids: readonly string[]): Promise<void> {
  while (!(await isOpened(port, ids))) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
}

/** @returns false where the server has answered that it is overloaded */
function isOpened(port: number, ids: readonly string[]): Promise<boolean> {
  const body = JSON.stringify({ tasks: Object.fromEntries(ids.map((id) => [id, null])) });
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      const head = `POST /celery/v1/events/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json`;
      socket.write(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
    let isOpen = false;
    let head = Buffer.alloc(0);
    sockets.push(socket);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      if (isOpen) {
        if (chunk.includes(TASK)) receive(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      const status = head.toString('latin1', 9, 12);
      if (status === '503') {
        socket.destroy();
        resolve(false);
      } else if (status !== '200') reject(new Error(head.toString('latin1', 0, 200)));
      isOpen = head.includes(SNAPSHOT_END);
      if (!isOpen) return;
      head = Buffer.alloc(0);
      resolve(true);
    });
  });
}

/** The result of a task is the moment at which it was written. */
function receive(chunk: Buffer): void {
  const now = performance.timeOrigin + performance.now();
  moments.push(now);
  const written = /"result": (\d+\.?\d*)/.exec(chunk.toString('latin1'))?.[1];
  if (written !== undefined) delays.push(now - Number(written));
  if (moments.length >= expected) report();
}

function report(): void {
  send({ kind: 'received', last: Math.max(...moments), delays });
  expect(Number.POSITIVE_INFINITY);
}

function expect(count: number): void {
  [moments, delays, expected] = [[], [], count];
}

process.on('message', async (message: ToWatchers) => {
  if (message.kind === 'expect') {
    expect(message.count);
    send({ kind: 'ready' });
    return;
  }
  const { port, streams } = message;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < streams.length; at = next++) await open(port, streams[at] ?? []);
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  send({ kind: 'ready' });
});
