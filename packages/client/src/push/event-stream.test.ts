import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEventStream } from './event-stream.ts';

/** Tests the times of a stream, with a fake clock. */

const { setImmediate } = globalThis;
const SNAPSHOT = 'event: snapshot-end\ndata: {}\n\n';

interface Opened {
  readonly at: number;
  readonly signal: AbortSignal;
  write(text: string): void;
  end(): void;
}

/** Creates a stream with scripted responses. `status` is the status of the next response; 0 is a network error. */
function createScriptedStream() {
  const opened: Opened[] = [];
  const script = { status: 200, headers: {} as Record<string, string> };
  const calls = { onEvent: vi.fn(), onLive: vi.fn(), onDown: vi.fn(), onLost: vi.fn() };
  const stream = createEventStream<string>({
    ...calls,
    watched: () => 'ids',
    open: async (_watched, signal) => {
      let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
      const body = new ReadableStream<Uint8Array>({
        start: (created) => {
          controller = created;
        },
      });
      signal.addEventListener('abort', () => controller?.error(signal.reason));
      opened.push({
        at: Date.now(),
        signal,
        write: (text) => controller?.enqueue(new TextEncoder().encode(text)),
        end: () => controller?.close(),
      });
      if (script.status === 0) throw new TypeError('fetch failed');
      return new Response(body, script);
    },
  });
  return { stream, opened, script, ...calls };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.999);
  vi.spyOn(console, 'info').mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Advances the clock when all sent bytes have arrived. Fake timers do not control streams. */
async function advance(ms: number): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('createEventStream', () => {
  it('reconnects after 45 s without a byte, but not while heartbeats arrive', async () => {
    const { stream, opened } = createScriptedStream();
    stream.connect();
    await advance(0);
    opened[0]?.write(SNAPSHOT);
    for (let beat = 0; beat < 10; beat += 1) {
      await advance(44_000);
      opened[0]?.write(':\n\n');
    }
    await advance(44_900);
    expect(opened).toHaveLength(1);
    await advance(1_200);
    expect(opened).toHaveLength(2);
    stream.close();
  });

  it('starts polling after 20 to 30 s without a byte, and is live again with the next byte', async () => {
    const { stream, opened, onDown, onLost, onLive } = createScriptedStream();
    stream.connect();
    await advance(0);
    opened[0]?.write(SNAPSHOT);
    await advance(19_000);
    expect([onDown, onLost].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
    await advance(11_500);
    expect([onDown, onLost, onLive].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);
    opened[0]?.write(':\n\n');
    await advance(0);
    expect([onLive.mock.calls.length, opened.length]).toEqual([2, 1]);
    stream.close();
  });

  it('ends a stream without a snapshot in 10 s, and polls for five minutes after the third such stream', async () => {
    const { stream, opened, onLost, onLive } = createScriptedStream();
    stream.connect();
    await advance(40_000);
    expect(opened).toHaveLength(3);
    expect(onLost).toHaveBeenCalled();
    expect(onLive).not.toHaveBeenCalled();
    await advance(295_000);
    expect(opened).toHaveLength(4);
    stream.close();
  });

  it('pauses longer after each failure, up to 30 s, and 1 s again after a success', async () => {
    const { stream, opened, script } = createScriptedStream();
    script.status = 0;
    stream.connect();
    await advance(130_000);
    const pauses = opened.slice(1).map(({ at }, index) => Math.round((at - (opened[index]?.at ?? 0)) / 1_000));
    expect(pauses.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 30, 30]);
    script.status = 200;
    await advance(30_000);
    opened.at(-1)?.write(SNAPSHOT);
    await advance(6_000);
    const count = opened.length;
    opened.at(-1)?.end();
    await advance(1_000);
    expect(opened).toHaveLength(count + 1);
    stream.close();
  });

  it('waits for the time of Retry-After, with jitter', async () => {
    const { stream, opened, script, onLost } = createScriptedStream();
    Object.assign(script, { status: 503, headers: { 'retry-after': '7' } });
    stream.connect();
    await advance(7_000);
    expect(opened).toHaveLength(1);
    expect(onLost).toHaveBeenCalledOnce();
    await advance(1_000);
    expect(opened).toHaveLength(2);
    stream.close();
  });

  it('reconnects after the milliseconds of closing, which does not count as a quick end', async () => {
    const { stream, opened, onLost } = createScriptedStream();
    stream.connect();
    for (let round = 0; round < 5; round += 1) {
      await advance(0);
      opened[round]?.write(`${SNAPSHOT}event: closing\ndata: {"reason": "rotation", "retry": 2000}\n\n`);
      await advance(1);
      opened[round]?.end();
      await advance(1_990);
      expect(opened).toHaveLength(round + 1);
      await advance(20);
    }
    expect(opened).toHaveLength(6);
    expect(onLost).not.toHaveBeenCalled();
    stream.close();
  });

  it('does not connect during a pause, and connects at once after close', async () => {
    const { stream, opened, script } = createScriptedStream();
    script.status = 0;
    stream.connect();
    await advance(1_500);
    expect(opened).toHaveLength(2);
    stream.connect();
    await advance(0);
    expect(opened).toHaveLength(2);
    stream.close();
    stream.connect();
    await advance(0);
    expect(opened).toHaveLength(3);
    stream.close();
    await advance(60_000);
    expect(opened).toHaveLength(3);
  });
});
