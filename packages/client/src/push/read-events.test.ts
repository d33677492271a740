import { describe, expect, it } from 'vitest';
import { readEvents, type ServerEvent } from './read-events.ts';

/** Reads a stream that arrives in these chunks. */
async function read(...chunks: readonly Uint8Array[]): Promise<{ events: ServerEvent[]; chunkCount: number }> {
  const events: ServerEvent[] = [];
  let chunkCount = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(Uint8Array.from(chunk));
      controller.close();
    },
  });
  await readEvents(body, {
    onEvent: (event) => void events.push(event),
    onChunk: () => {
      chunkCount += 1;
    },
  });
  return { events, chunkCount };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const TEXT = 'retry: 1000\n\nevent: task\nid: e1\ndata: {"ü": 1}\n\n:\n\nevent: snapshot-end\ndata: {}\n\n';
const EVENTS = [
  { name: 'task', id: 'e1', data: '{"ü": 1}' },
  { name: 'snapshot-end', id: '', data: '{}' },
];

describe('readEvents', () => {
  it('reads events with their ids, and leaves out comments and retry', async () => {
    expect(await read(bytes(TEXT))).toEqual({ events: EVENTS, chunkCount: 1 });
  });

  it('reads events that are split at any byte', async () => {
    const whole = bytes(TEXT);
    for (let at = 1; at < whole.length; at += 1)
      expect((await read(whole.subarray(0, at), whole.subarray(at))).events).toEqual(EVENTS);
  });

  it('reads lines that end with CR LF, and data of several lines', async () => {
    expect((await read(bytes('event: task\r\ndata: 1\r\ndata: 2\r\n\r\n'))).events).toEqual([
      { name: 'task', id: '', data: '1\n2' },
    ]);
  });

  it('leaves out an incomplete event at the end of the stream', async () => {
    expect((await read(bytes('event: task\ndata: 1\n\nevent: task\ndata: 2\n'))).events).toHaveLength(1);
  });
});
